using System;
using System.Collections.Generic;
using System.IO;
using NUnit.Framework;
using Router.Images.Host;

namespace Router.Tests.Interop.Support;

/// <summary>Images of the shipped examples, by the router command, each built once for all tests.</summary>
internal static class BuiltImages
{
    private static readonly Dictionary<string, (string Folder, string Image)> s_built = [];
    private static readonly Scratch s_scratch = new();

    /// <summary>The image of a board's example; to be read only.</summary>
    public static string Of(string board) => Get(board).Image;

    /// <summary>The folder that it was built of, with its keys.</summary>
    public static string FolderOf(string board) => Get(board).Folder;

    /// <summary>A copy of a board's example, with keys of its own.</summary>
    public static string CopyExample(string board, string target)
    {
        Directory.CreateDirectory(target);
        foreach (string file in Directory.GetFiles(Checkout.PathOf($"boards/{board}/example")))
        {
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        }

        Run.Must(RouterBoard.Program, "image", "keys", target);
        return target;
    }

    /// <summary>The first build of all compiles the firmware and fetches a kernel.</summary>
    public static ProcessResult Build(string board, string folder, string image) => Run.Try(
        RouterBoard.Program, ["image", "build", "--board", board, "--config", folder, "--out", image],
        TimeSpan.FromMinutes(20));

    public static void Remove()
    {
        lock (s_built)
        {
            s_built.Clear();
            s_scratch.Dispose();
        }
    }

    private static (string Folder, string Image) Get(string board)
    {
        lock (s_built)
        {
            if (!s_built.TryGetValue(board, out (string Folder, string Image) built))
            {
                string folder = CopyExample(board, s_scratch.PathOf(board));
                built = (folder, s_scratch.PathOf(board + ".img"));
                Build(board, folder, built.Image).Must();
                s_built[board] = built;
            }

            return built;
        }
    }
}

/// <summary>Images go when all tests are done.</summary>
[SetUpFixture]
internal sealed class BuiltImagesEnd
{
    [OneTimeTearDown]
    public void Remove() => BuiltImages.Remove();
}
