using System;
using System.Runtime.InteropServices;

namespace Router.Hal.Linux;

/// <summary>Walks struct rtattr: length and type in host order, value, padding to four octets.</summary>
internal ref struct NetlinkAttributes
{
    private OctetsIn _rest;

    internal NetlinkAttributes(OctetsIn octets)
    {
        _rest = octets;
        Type = 0;
        Value = default;
    }

    internal ushort Type { get; private set; }

    internal OctetsIn Value { get; private set; }

    internal bool MoveNext()
    {
        if (_rest.Length < 4)
        {
            return false;
        }

        ushort length = MemoryMarshal.Read<ushort>(_rest);
        if (length < 4 || length > _rest.Length)
        {
            return false;
        }

        Type = MemoryMarshal.Read<ushort>(_rest[2..]);
        Value = _rest[4..length];
        _rest = _rest[Math.Min((length + 3) & ~3, _rest.Length)..];
        return true;
    }
}
