using System.Diagnostics.CodeAnalysis;

namespace Router.Wire.Bgp;

/// <summary>
/// UPDATE over the octets of a message (RFC 4271 §4.3): locate, then judge. The three fields are found by their
/// lengths, prefixes are read before any attribute is judged, and every attribute is judged whatever came before it.
/// So the routes of a message with bad attributes are known and can be treated as withdrawn (RFC 7606 §3).
/// </summary>
public readonly ref struct BgpUpdateView
{
    private readonly OctetsIn _message;
    private readonly BgpRange _withdrawn;
    private readonly BgpRange _block;
    private readonly BgpRange _nlri;
    private readonly BgpSessionContext _context;
    private readonly BgpAttributes _attributes;

    private BgpUpdateView(OctetsIn message, BgpRange withdrawn, BgpRange block, BgpRange nlri,
        BgpSessionContext context, BgpAttributes attributes, BgpAttributeSet discarded, bool isCanonical)
    {
        _message = message;
        _withdrawn = withdrawn;
        _block = block;
        _nlri = nlri;
        _context = context;
        _attributes = attributes;
        Discarded = discarded;
        IsCanonical = isCanonical;
    }

    /// <summary>The path attributes as received.</summary>
    public OctetsIn AttributeBlock => _message.Slice(_block.Offset, _block.Length);

    /// <summary>The attributes; ranges count from <see cref="AttributeBlock"/>.</summary>
    [UnscopedRef]
    public ref readonly BgpAttributes Attributes => ref _attributes;

    /// <summary>
    /// Codes of attributes that were at fault and are left out, all of them; not those that nobody has to know.
    /// </summary>
    public BgpAttributeSet Discarded { get; }

    /// <summary>True when <see cref="WriteCanonical"/> would copy <see cref="AttributeBlock"/> as it is.</summary>
    public bool IsCanonical { get; }

    public int CanonicalBound => CanonicalBlock.Bound(_block.Length);

    public BgpNlriList Withdrawn => new(_message, _withdrawn, isV6: false, _context.AddPathIpv4);

    public BgpNlriList Nlri => new(_message, _nlri, isV6: false, _context.AddPathIpv4);

    /// <summary>
    /// Prefixes of MP_REACH_NLRI, of the family that <see cref="BgpAttributes.MpReachFamily"/> says; none when that
    /// one is not read on this session. Their next hop is <see cref="BgpAttributes.MpNextHop"/>.
    /// </summary>
    public BgpNlriList MpReachNlri => OfBlock(_attributes.MpReachFamily, _attributes.MpReachNlri);

    /// <summary>Prefixes of MP_UNREACH_NLRI, likewise.</summary>
    public BgpNlriList MpUnreachNlri => OfBlock(_attributes.MpUnreachFamily, _attributes.MpUnreachNlri);

    /// <summary>
    /// False when the session must be reset. Otherwise <paramref name="error"/> is the strongest verdict that was
    /// found: none; discard, and the attributes at fault are gone; or withdraw, and every announced prefix counts as
    /// withdrawn while the attributes mean nothing.
    /// </summary>
    public static bool TryParse(OctetsIn message, scoped in BgpSessionContext context, out BgpUpdateView view,
        out BgpError error)
    {
        view = default;
        if (!BgpMessage.Holds(message, BgpMessageType.Update, out error)
            || !TryLocate(message, out BgpRange withdrawn, out BgpRange block, out BgpRange nlri, out error)
            || !TryReadPrefixes(message, withdrawn, context.AddPathIpv4, out error)
            || !TryReadPrefixes(message, nlri, context.AddPathIpv4, out error))
        {
            return false;
        }

        BgpAttributeJudge judge = new(message.Slice(block.Offset, block.Length), context, !nlri.IsEmpty);
        judge.Run();
        bool announces = !nlri.IsEmpty || !judge.Fields.MpReachNlri.IsEmpty;
        if (announces)
        {
            judge.RequireMandatory();
        }

        error = judge.Worst.InBlock(block.Offset);

        // RFC 7606 §5.2: without routes there is nothing to withdraw, so more than a discard ends the session.
        if (error.Severity == BgpSeverity.Withdraw && !announces)
        {
            error = error.Escalate(BgpSeverity.Reset);
        }

        if (error.Severity == BgpSeverity.Reset)
        {
            return false;
        }

        view = new BgpUpdateView(message, withdrawn, block, nlri, context, judge.Fields, judge.Discarded,
            judge.IsCanonical);
        return true;
    }

    /// <summary>
    /// True for the marker that ends a first exchange (RFC 4724 §2): the empty UPDATE for IPv4 unicast, or nothing but
    /// an MP_UNREACH_NLRI without routes.
    /// </summary>
    public bool IsEndOfRib(out BgpFamily family)
    {
        family = BgpFamily.Ipv4Unicast;
        if (_message.Length == BgpUpdate.LeastSize)
        {
            return true;
        }

        bool alone = _withdrawn.IsEmpty && _nlri.IsEmpty
            && BgpAttribute.TryRead(AttributeBlock, 0, out BgpAttribute only)
            && only.Code == BgpAttributeCode.MpUnreach
            && only.Value.Length == MpUnreachAttribute.FixedSize
            && only.End == _block.Length;
        family = alone ? _attributes.MpUnreachFamily : default;
        return alone;
    }

    /// <summary>
    /// Writes the attributes in the form to store and to intern; <see cref="CanonicalBound"/> octets are enough.
    /// For the routes of <see cref="MpReachNlri"/> ask for their next hop in place of NEXT_HOP.
    /// </summary>
    public int WriteCanonical(Octets destination, int offset, bool forMpReach = false) =>
        CanonicalBlock.Write(destination, offset, AttributeBlock, _attributes, forMpReach);

    private static bool TryLocate(OctetsIn message, out BgpRange withdrawn, out BgpRange block, out BgpRange nlri,
        out BgpError error)
    {
        const int First = BgpMessage.HeaderSize + 2;
        block = nlri = default;
        error = BgpError.None;
        withdrawn = new BgpRange(First, BigEndian.ReadUInt16(message, BgpMessage.HeaderSize));

        // RFC 4271 §6.3: both lengths and 23 octets around them must fit the message.
        if (withdrawn.End + 2 > message.Length)
        {
            error = BgpError.WithNumber(BgpErrorCode.Update, BgpSubcode.Update.MalformedAttributeList,
                BgpSeverity.Reset, "the withdrawn routes length reaches past the message");
            return false;
        }

        block = new BgpRange(withdrawn.End + 2, BigEndian.ReadUInt16(message, withdrawn.End));
        if (block.End > message.Length)
        {
            error = BgpError.WithNumber(BgpErrorCode.Update, BgpSubcode.Update.MalformedAttributeList,
                BgpSeverity.Reset, "the total path attribute length reaches past the message");
            return false;
        }

        nlri = new BgpRange(block.End, message.Length - block.End);
        return true;
    }

    // RFC 7606 §5.3: a field with a prefix over 32 bits or past its end ends the session, as RFC 4271 §6.3 says.
    private static bool TryReadPrefixes(OctetsIn message, BgpRange field, bool addPath, out BgpError error)
    {
        bool valid = BgpNlri.IsWellFormed(message, field.Offset, field.End, BgpFamily.Ipv4Unicast.Bits, addPath,
            out _);
        error = valid ? BgpError.None : BgpError.WithNumber(BgpErrorCode.Update, BgpSubcode.Update.InvalidNetworkField,
            BgpSeverity.Reset, "a prefix is over 32 bits or reaches past its field");
        return valid;
    }

    private BgpNlriList OfBlock(BgpFamily family, BgpRange range) => new(AttributeBlock,
        _context.Reads(family) ? range : default, family == BgpFamily.Ipv6Unicast, _context.AddPathOf(family));
}
