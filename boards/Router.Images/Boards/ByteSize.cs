using System;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Router.Images.Boards;

/// <summary>An amount of memory or disk, written as in <c>64MiB</c>: IEC 80000-13 binary units.</summary>
[JsonConverter(typeof(ByteSizeJson))]
public readonly record struct ByteSize(long Octets) : IComparable<ByteSize>
{
    private static readonly (string Unit, int Shift)[] s_units = [("GiB", 30), ("MiB", 20), ("KiB", 10)];

    public static ByteSize FromMiB(long count) => new(count << 20);

    public long MiB => Octets >> 20;

    public static ByteSize operator +(ByteSize left, ByteSize right) => new(left.Octets + right.Octets);

    public static bool operator <(ByteSize left, ByteSize right) => left.Octets < right.Octets;

    public static bool operator >(ByteSize left, ByteSize right) => left.Octets > right.Octets;

    public static bool operator <=(ByteSize left, ByteSize right) => left.Octets <= right.Octets;

    public static bool operator >=(ByteSize left, ByteSize right) => left.Octets >= right.Octets;

    public int CompareTo(ByteSize other) => Octets.CompareTo(other.Octets);

    /// <summary>Whole numbers with KiB, MiB or GiB; more than zero, less than a pebibyte.</summary>
    public static bool TryParse(string text, out ByteSize value)
    {
        value = default;
        foreach ((string unit, int shift) in s_units)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal)
                && int.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.None,
                    CultureInfo.InvariantCulture, out int count)
                && count is > 0 and < 1 << 20)
            {
                value = new ByteSize((long)count << shift);
                return true;
            }
        }

        return false;
    }

    public override string ToString()
    {
        foreach ((string unit, int shift) in s_units)
        {
            if (Octets >> shift << shift == Octets && Octets > 0)
            {
                return (Octets >> shift).ToString(CultureInfo.InvariantCulture) + unit;
            }
        }

        return Octets.ToString(CultureInfo.InvariantCulture);
    }
}

/// <summary>In JSON as in YAML.</summary>
public sealed class ByteSizeJson : JsonConverter<ByteSize>
{
    public override ByteSize Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        ByteSize.TryParse(reader.GetString() ?? string.Empty, out ByteSize size)
            ? size
            : throw new JsonException("not a size such as 64MiB");

    public override void Write(Utf8JsonWriter writer, ByteSize value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
