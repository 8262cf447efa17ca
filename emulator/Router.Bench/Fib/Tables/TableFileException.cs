using System;

namespace Router.Bench.Fib.Tables;

/// <summary>A table cannot be used; the message opens with the file, and the line where there is one.</summary>
public sealed class TableFileException : Exception
{
    public TableFileException(string file, int line, string message)
        : base(line > 0 ? $"{file}:{line}: {message}" : $"{file}: {message}")
    {
    }
}
