using System;
using System.IO;
using System.Net.Http;
using System.Security.Cryptography;
using System.Threading;
using Router.Images.Host;

namespace Router.Images.Packages;

/// <summary>
/// Debian's archives over HTTP. Nothing is trusted for where it came from: what is fetched is checked by its hash or its
/// signature.
/// </summary>
public sealed class DebianArchive : IDisposable
{
    private const string Newest = "http://deb.debian.org/";

    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromMinutes(10) };

    /// <summary>Fetches a small file.</summary>
    /// <exception cref="HostException">It cannot be had.</exception>
    public byte[] Fetch(string path, CancellationToken cancelled)
    {
        try
        {
            return _client.GetByteArrayAsync(Newest + path, cancelled).GetAwaiter().GetResult();
        }
        catch (HttpRequestException e)
        {
            throw new HostException($"{Newest}{path}: {e.Message}", e);
        }
    }

    /// <summary>Fetches a package into a file, which is there only when it is whole and right.</summary>
    /// <exception cref="HostException">It cannot be had, or is another than the lock says.</exception>
    public void Fetch(LockedPackage package, string file, CancellationToken cancelled)
    {
        string partial = $"{file}.{Environment.ProcessId}.part";
        try
        {
            using (FileStream output = File.Create(partial))
            {
                Copy(package, output, cancelled);
                output.Position = 0;
                string hash = Convert.ToHexStringLower(SHA256.HashData(output));
                if (hash != package.Hash)
                {
                    throw new HostException(
                        $"{package.Path}: SHA-256 is {hash}, and {PackageLock.RelativePath} says {package.Hash}");
                }
            }

            File.Move(partial, file, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    public void Dispose() => _client.Dispose();

    private void Copy(LockedPackage package, FileStream output, CancellationToken cancelled)
    {
        try
        {
            using HttpRequestMessage ask = new(HttpMethod.Get, Newest + package.Path);
            using HttpResponseMessage answer = _client.Send(
                ask, HttpCompletionOption.ResponseHeadersRead, cancelled);
            if (answer.StatusCode == System.Net.HttpStatusCode.NotFound)
            {
                throw new HostException($"{Newest}{package.Path} is gone: Debian has a newer version. "
                    + "Refresh the lock with: router image lock");
            }

            answer.EnsureSuccessStatusCode();
            using Stream body = answer.Content.ReadAsStream(cancelled);
            body.CopyTo(output);
        }
        catch (HttpRequestException e)
        {
            throw new HostException($"{Newest}{package.Path}: {e.Message}", e);
        }
    }
}
