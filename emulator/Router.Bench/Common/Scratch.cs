using System;
using System.IO;

namespace Router.Bench.Common;

/// <summary>A folder for the files that contestants share; gone when disposed.</summary>
public sealed class Scratch : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("router-bench-").FullName;

    public string this[string file] => Path.Combine(Folder, file);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
