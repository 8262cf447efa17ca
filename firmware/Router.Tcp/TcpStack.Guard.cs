using System;

namespace Router.Tcp;

/// <content>Signatures (RFC 2385) and least TTLs (RFC 5082): what happens before TCP looks at a segment.</content>
public sealed partial class TcpStack
{
    private ulong _malformed;
    private ulong _signatureMissing;
    private ulong _signatureUnexpected;
    private ulong _signatureWrong;
    private ulong _belowMinTtl;

    /// <summary>What was dropped since the stack began.</summary>
    public TcpDrops Drops => new()
    {
        Malformed = _malformed,
        SignatureMissing = _signatureMissing,
        SignatureUnexpected = _signatureUnexpected,
        SignatureWrong = _signatureWrong,
        BelowMinTtl = _belowMinTtl,
    };

    /// <summary>
    /// The guard of a tuple without a connection. One that we dialled and lost is known by the peer's port: a reset
    /// that the peer shall believe needs the key of the neighbour who listens there.
    /// </summary>
    private TcpGuard GuardOf(FourTuple tuple)
    {
        Listener? listener = FindListener(tuple.Local, tuple.LocalPort) ?? FindListener(tuple.Local, tuple.RemotePort);
        return listener?.Options.Guards?.Find(tuple.Remote) ?? TcpGuard.None;
    }

    /// <summary>
    /// RFC 2385 §2.0: dropped without an answer unless signed with the key. A signature where there is no key is
    /// dropped as well, which is what kernels do: its sender must not take a plain answer for one of the peer's.
    /// </summary>
    private bool PassesSignature(
        FourTuple tuple, TcpMd5Key? key, ReadOnlySpan<byte> segment, in TcpSegment view, in TcpOptionSet options)
    {
        if (key is null)
        {
            _signatureUnexpected += options.HasSignature ? 1u : 0;
            return !options.HasSignature;
        }

        if (!options.HasSignature)
        {
            _signatureMissing++;
            return false;
        }

        bool signed = _signer.IsSigned(
            segment, tuple.Remote, tuple.Local, key, TcpOptionSet.SignatureOf(view.Options));
        _signatureWrong += signed ? 0 : 1u;
        return signed;
    }
}
