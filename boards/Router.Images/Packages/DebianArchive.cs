using System;
using System.Globalization;
using System.IO;
using System.Net.Http;
using System.Security.Cryptography;
using System.Threading;
using Router.Images.Host;

namespace Router.Images.Packages;

/// <summary>
/// Debian's archives over HTTP. Nothing is trusted for where it came from: what is fetched is checked by its hash or
/// its signature.
/// </summary>
public sealed class DebianArchive : IDisposable
{
    private const string Newest = "http://deb.debian.org/";

    // Keeps what Newest has removed, by the time at which it was there.
    private const string History = "http://snapshot.debian.org/archive/";

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
    /// <param name="taken">When the lock was made, seconds since 1970.</param>
    /// <exception cref="HostException">It cannot be had, or is another than the lock says.</exception>
    public void Fetch(LockedPackage package, long taken, string file, CancellationToken cancelled)
    {
        string partial = $"{file}.{Environment.ProcessId}.part";
        try
        {
            using (FileStream output = File.Create(partial))
            {
                Copy(package, taken, output, cancelled);
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

    private void Copy(LockedPackage package, long taken, FileStream output, CancellationToken cancelled)
    {
        int slash = package.Path.IndexOf('/', StringComparison.Ordinal);
        string time = DateTimeOffset.FromUnixTimeSeconds(taken).ToString(
            "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        string newest = Newest + package.Path;
        if (TryCopy(newest, output, cancelled) is not { } gone)
        {
            return;
        }

        if (TryCopy($"{History}{package.Path[..slash]}/{time}{package.Path[slash..]}", output, cancelled)
            is { } unknown)
        {
            throw new HostException($"{newest}: {gone}, as Debian has a newer version by now; {History}: {unknown}. "
                + "Take the newer one with: router image lock");
        }
    }

    // Null, or why there is nothing.
    private string? TryCopy(string address, FileStream output, CancellationToken cancelled)
    {
        try
        {
            using HttpRequestMessage ask = new(HttpMethod.Get, address);
            using HttpResponseMessage answer = _client.Send(
                ask, HttpCompletionOption.ResponseHeadersRead, cancelled);
            if (!answer.IsSuccessStatusCode)
            {
                return $"{(int)answer.StatusCode} {answer.ReasonPhrase}";
            }

            using Stream body = answer.Content.ReadAsStream(cancelled);
            body.CopyTo(output);
            return null;
        }
        catch (HttpRequestException e)
        {
            return e.Message;
        }
    }
}
