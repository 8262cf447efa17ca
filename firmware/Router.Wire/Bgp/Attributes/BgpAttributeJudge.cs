namespace Router.Wire.Bgp;

/// <summary>
/// Reads a whole attribute block, judges every attribute and keeps the strongest verdict (RFC 7606 §3 (h)). An error
/// never ends the scan: a later attribute may need a stronger answer. Ranges and error data count from the block.
/// </summary>
internal ref struct BgpAttributeJudge
{
    private readonly OctetsIn _block;
    private readonly BgpSessionContext _context;
    private readonly bool _hasNlri;
    private BgpAttributeSet _seen;
    private int _last;

    /// <param name="block">The path attributes.</param>
    /// <param name="context">What was agreed on the session.</param>
    /// <param name="hasNlri">The message has routes in its NLRI field, which NEXT_HOP is about.</param>
    public BgpAttributeJudge(OctetsIn block, in BgpSessionContext context, bool hasNlri)
    {
        _block = block;
        _context = context;
        _hasNlri = hasNlri;
        _seen = default;
        _last = -1;
        Fields = default;
        Discarded = default;
        Worst = BgpError.None;
        IsCanonical = context.FourOctetAs;
    }

    public BgpAttributes Fields;

    public BgpError Worst { get; private set; }

    /// <summary>Attributes at fault that are left out, whatever else was found (RFC 7606 §2).</summary>
    public BgpAttributeSet Discarded;

    /// <summary>The block as it stands is what <see cref="CanonicalBlock"/> would write.</summary>
    public bool IsCanonical { get; private set; }

    public void Run()
    {
        Fields.AsSize = (byte)(_context.FourOctetAs ? 4 : 2);
        int at = 0;
        while (at < _block.Length)
        {
            if (!BgpAttribute.TryRead(_block, at, out BgpAttribute attribute))
            {
                // RFC 7606 §4: the attributes disagree with the Total Attribute Length, which is the one to trust.
                Note(BgpError.InMessage(BgpErrorCode.Update, BgpSubcode.Update.MalformedAttributeList,
                    BgpSeverity.Withdraw, "an attribute reaches past the path attributes", at, _block.Length - at));
                IsCanonical = false;
                return;
            }

            Judge(attribute);
            at = attribute.End;
        }
    }

    /// <summary>RFC 7606 §3 (d): well-known mandatory attributes of an UPDATE that announces routes.</summary>
    public void RequireMandatory()
    {
        Require(BgpAttributeCode.Origin);
        Require(BgpAttributeCode.AsPath);

        // RFC 4760 §3: NEXT_HOP belongs to the NLRI field of the message only.
        if (_hasNlri)
        {
            Require(BgpAttributeCode.NextHop);
        }
    }

    private void Require(byte code)
    {
        if (!_seen.Contains(code))
        {
            // RFC 4271 §6.3: the data are the attribute type code of the missing attribute.
            Note(BgpError.WithNumber(BgpErrorCode.Update, BgpSubcode.Update.MissingWellKnownAttribute,
                BgpSeverity.Withdraw, "a mandatory attribute is missing", code, 1));
        }
    }

    private void Judge(in BgpAttribute attribute)
    {
        byte code = attribute.Code;
        if (_seen.Contains(code))
        {
            // RFC 7606 §3 (g): a second MP_REACH_NLRI or MP_UNREACH_NLRI ends the session, any other is left out.
            bool fatal = code is BgpAttributeCode.MpReach or BgpAttributeCode.MpUnreach;
            Note(code, fatal
                ? BgpError.WithNumber(BgpErrorCode.Update, BgpSubcode.Update.MalformedAttributeList,
                    BgpSeverity.Reset, "MP_REACH_NLRI or MP_UNREACH_NLRI appears twice")
                : AttributeError.Discard(attribute, BgpSubcode.Update.MalformedAttributeList,
                    "an attribute appears twice"));
            IsCanonical = false;
            return;
        }

        _seen.Add(code);
        bool recognized = BgpAttributeCode.TryGetFlags(code, out byte expected);
        Fields.Keep(code);
        if (recognized)
        {
            // RFC 7606 §3 (c): Optional and Transitive must be what the attribute's RFC says; the rest is ignored.
            if (((attribute.Flags ^ expected) & BgpAttributeFlags.OptionalTransitive) != 0)
            {
                NoteFlags(attribute);
            }

            BgpError error = JudgeValue(attribute);
            if (!error.IsNone)
            {
                Note(code, error);
                Fields.Discard(code);
            }
        }
        else
        {
            JudgeUnknown(attribute);
        }

        IsCanonical &= code > _last && Fields.Has(code) && CanonicalBlock.Holds(attribute);
        _last = code;
    }

    private void NoteFlags(in BgpAttribute attribute)
    {
        const string Reason = "the flags of an attribute conflict with its type";

        // RFC 7606 §5.3: with wrong flags the MP attributes count as unreadable, and §3 (j) ends the session.
        Note(attribute.Code is BgpAttributeCode.MpReach or BgpAttributeCode.MpUnreach
            ? AttributeError.Reset(attribute, BgpSubcode.Update.AttributeFlagsError, Reason)
            : AttributeError.Withdraw(attribute, BgpSubcode.Update.AttributeFlagsError, Reason));
    }

    private void JudgeUnknown(in BgpAttribute attribute)
    {
        // RFC 4271 §6.3: nobody may leave out a well-known attribute, so an unknown one cannot be passed over.
        if (!attribute.IsOptional)
        {
            Note(AttributeError.Reset(attribute, BgpSubcode.Update.UnrecognizedWellKnownAttribute,
                "an attribute is marked well-known and is not known"));
        }
        else if (!attribute.IsTransitive)
        {
            // RFC 4271 §5: quietly ignored and not passed on. No error.
            Fields.Discard(attribute.Code);
        }
    }

    private BgpError JudgeValue(in BgpAttribute attribute) => attribute.Code switch
    {
        BgpAttributeCode.Origin => OriginAttribute.Judge(_block, attribute, ref Fields),
        BgpAttributeCode.AsPath => AsPathAttribute.Judge(_block, attribute, _context, ref Fields),
        BgpAttributeCode.NextHop => NextHopAttribute.Judge(_block, attribute, _context, _hasNlri,
            ref Fields),
        BgpAttributeCode.Med => MedAttribute.Judge(_block, attribute, ref Fields),
        BgpAttributeCode.LocalPref => LocalPrefAttribute.Judge(_block, attribute, _context, ref Fields),
        BgpAttributeCode.AtomicAggregate => AtomicAggregateAttribute.Judge(attribute),
        BgpAttributeCode.Aggregator => AggregatorAttribute.Judge(_block, attribute, _context, ref Fields),
        BgpAttributeCode.Communities => CommunitiesAttribute.Judge(attribute, ref Fields),
        BgpAttributeCode.OriginatorId => OriginatorIdAttribute.Judge(_block, attribute, _context, ref Fields),
        BgpAttributeCode.ClusterList => ClusterListAttribute.Judge(attribute, _context, ref Fields),
        BgpAttributeCode.MpReach => MpReachAttribute.Judge(_block, attribute, _context, ref Fields),
        BgpAttributeCode.MpUnreach => MpUnreachAttribute.Judge(_block, attribute, _context, ref Fields),
        BgpAttributeCode.ExtendedCommunities => ExtendedCommunitiesAttribute.Judge(attribute, ref Fields),
        BgpAttributeCode.Ipv6ExtendedCommunities => ExtendedCommunitiesAttribute.JudgeIpv6(attribute),
        BgpAttributeCode.As4Path => As4PathAttribute.Judge(_block, attribute, _context, ref Fields),
        BgpAttributeCode.As4Aggregator => As4AggregatorAttribute.Judge(_block, attribute, _context, ref Fields),
        BgpAttributeCode.LargeCommunities => LargeCommunitiesAttribute.Judge(attribute, ref Fields),
        _ => OnlyToCustomerAttribute.Judge(_block, attribute, ref Fields),
    };

    private void Note(byte code, in BgpError error)
    {
        if (error.Severity == BgpSeverity.Discard)
        {
            Discarded.Add(code);
        }

        Note(error);
    }

    private void Note(in BgpError error)
    {
        if (error.Severity > Worst.Severity)
        {
            Worst = error;
        }
    }
}
