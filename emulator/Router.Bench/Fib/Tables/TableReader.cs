using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using SharpCompress.Compressors.Xz;

namespace Router.Bench.Fib.Tables;

/// <summary>
/// Reads lines of <c>prefix/len [label]</c>, plain or compressed by xz. Blank lines and those that open with # are
/// passed over; LF and CRLF both end a line.
/// </summary>
public static class TableReader
{
    private static readonly byte[] s_xzMagic = [0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0];

    /// <exception cref="TableFileException">Something is wrong with the file; nothing of it may be used.</exception>
    public static Table Read(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            using Stream plain = IsXz(file) ? new XZStream(file) : file;
            using var reader = new StreamReader(plain);
            return Read(path, reader);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TableFileException(path, 0, e is FileNotFoundException or DirectoryNotFoundException
                ? "no such file"
                : e.Message);
        }
        catch (Exception e) when (e is not TableFileException)
        {
            // The decompressor has exceptions of its own for each way in which a file can be broken.
            throw new TableFileException(path, 0, $"not a readable .xz file ({e.Message})");
        }
    }

    public static Table Read(string name, TextReader reader)
    {
        var parser = new TableParser(name);
        int number = 0;
        while (reader.ReadLine() is { } line)
        {
            parser.Add(line, ++number);
        }

        return parser.Finish();
    }

    private static bool IsXz(FileStream file)
    {
        Span<byte> start = stackalloc byte[6];
        int read = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        file.Position = 0;
        return read == start.Length && start.SequenceEqual(s_xzMagic);
    }

    private sealed class TableParser(string name)
    {
        private readonly List<TableEntry> _entries = [];
        private readonly Dictionary<string, int> _labels = new(StringComparer.Ordinal);
        private bool _v6;

        public void Add(ReadOnlySpan<char> line, int number)
        {
            ReadOnlySpan<char> rest = line.Trim();
            if (rest.IsEmpty || rest[0] == '#')
            {
                return;
            }

            ReadOnlySpan<char> prefix = Word(ref rest);
            ReadOnlySpan<char> label = Word(ref rest);
            if (!rest.IsEmpty)
            {
                throw Bad(number, $"expected the end of the line after the label, not '{rest}'");
            }

            IpRange range = ParsePrefix(prefix, number, out bool v6);
            if (_entries.Count == 0)
            {
                _v6 = v6;
            }
            else if (v6 != _v6)
            {
                throw Bad(number, $"expected an {Family(_v6)} prefix as on line {_entries[0].Line}, not '{prefix}': "
                    + "give the families in files of their own");
            }

            _entries.Add(new TableEntry(range, label.IsEmpty ? -1 : NumberOf(label), number));
        }

        public Table Finish()
        {
            if (_entries.Count == 0)
            {
                throw new TableFileException(name, 0, "expected lines of 'prefix/len [label]', found none");
            }

            // Stable: of equal prefixes the last line stays last.
            TableEntry[] sorted = [.. _entries.OrderBy(entry => entry.Range)];
            var kept = new List<TableEntry>(sorted.Length);
            foreach (TableEntry entry in sorted)
            {
                if (kept.Count > 0 && kept[^1].Range == entry.Range)
                {
                    kept[^1] = entry;
                }
                else
                {
                    kept.Add(entry);
                }
            }

            int twice = sorted.Length - kept.Count;
            string[] notes = twice == 0
                ? []
                : [$"{twice} prefix{(twice == 1 ? " stands" : "es stand")} there again: the last line of each counts"];
            return new Table(name, _v6, kept, _labels.Count, notes);
        }

        private static ReadOnlySpan<char> Word(ref ReadOnlySpan<char> rest)
        {
            int end = rest.IndexOfAny(' ', '\t');
            ReadOnlySpan<char> word = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[end..].TrimStart();
            return word;
        }

        private static string Family(bool v6) => v6 ? "IPv6" : "IPv4";

        private IpRange ParsePrefix(ReadOnlySpan<char> text, int number, out bool v6)
        {
            int slash = text.IndexOf('/');
            if (slash < 0 || !IpRange.TryParseAddress(text[..slash], out UInt128 address, out v6))
            {
                throw Bad(number, $"expected a prefix such as 192.0.2.0/24 or 2001:db8::/32, not '{text}'");
            }

            int most = v6 ? 128 : 32;
            if (!int.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int length)
                || length > most)
            {
                throw Bad(number,
                    $"expected a length from 0 to {most} after the slash, not '{text[(slash + 1)..]}'");
            }

            UInt128 network = address & IpRange.Mask(length);
            return network == address
                ? new IpRange(network, length)
                : throw Bad(number, $"'{text}' has bits set after its length: expected "
                    + new IpRange(network, length).ToText(v6));
        }

        private int NumberOf(ReadOnlySpan<char> label)
        {
            Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> labels =
                _labels.GetAlternateLookup<ReadOnlySpan<char>>();
            if (!labels.TryGetValue(label, out int number))
            {
                number = _labels.Count;
                labels.TryAdd(label, number);
            }

            return number;
        }

        private TableFileException Bad(int line, string message) => new(name, line, message);
    }
}
