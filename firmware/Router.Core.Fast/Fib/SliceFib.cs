using System;
using System.Threading;
using Router.Wire;

namespace Router.Core.Fast;

/// <summary>
/// The forwarding table of big boards: for each slice of the address space (or quarter of one) a record that holds all
/// its answers, found by one step through an index. See README.md for the layout.
/// </summary>
/// <remarks>
/// A reader takes the block once per call and then follows distances in it. What it can reach never changes, but for
/// single answers and links, each replaced by one aligned store; all else is built aside and linked by a release store,
/// and what it replaces is used again when <see cref="ReaderEpochs"/> says that all readers have left. Readers on
/// other threads than the writer's must be registered there.
/// </remarks>
public sealed unsafe partial class SliceFib : IFib
{
    private readonly ReaderEpochs? _readers;
    private readonly bool _poison;
    private readonly SliceImage _image;
    private readonly RunList _runs = new();
    private readonly RunList _moved = new();

    // What readers start from: the block of _image, except while a new image is built.
    private nint _root;

    /// <param name="readers">Where reading threads register; null when only the writer's thread reads.</param>
    /// <param name="poison">Overwrite what is freed, so that a reader that is still there finds nonsense.</param>
    public SliceFib(ReaderEpochs? readers = null, bool poison = false)
    {
        _readers = readers;
        _poison = poison;
        _image = new SliceImage { Poison = poison };
        Begin<NarrowLeaf>(SliceKind.Paged, 0);
        _root = (nint)_image.Base;
    }

    ~SliceFib() => Free();

    public FibMemory Memory =>
        new(SliceImage.IndexAt + IndexOctets + _pageOctets, _recordOctets, _image.Capacity - SliceImage.IndexAt
            - IndexOctets - _pageOctets - _recordOctets + _retiredBlocks);

    private int IndexOctets => Paged ? SliceKind.Tops : SliceKind.FlatIndex;

    private bool Paged => (_image.Kind & SliceKind.Paged) != 0;

    private bool Wide => (_image.Kind & SliceKind.Wide) != 0;

    public int Lookup(Ipv4Address address)
    {
        byte* image = Root();
        return *(int*)image switch
        {
            0 => SliceReader<NarrowLeaf, FlatIndex>.Lookup(image, address.Value),
            SliceKind.Wide => SliceReader<WideLeaf, FlatIndex>.Lookup(image, address.Value),
            SliceKind.Paged => SliceReader<NarrowLeaf, PagedIndex>.Lookup(image, address.Value),
            _ => SliceReader<WideLeaf, PagedIndex>.Lookup(image, address.Value),
        };
    }

    public void Lookup(ReadOnlySpan<Ipv4Address> addresses, Span<int> groups)
    {
        int count = Math.Min(addresses.Length, groups.Length);
        fixed (Ipv4Address* from = addresses)
        fixed (int* to = groups)
        {
            byte* image = Root();
            switch (*(int*)image)
            {
                case 0:
                    SliceReader<NarrowLeaf, FlatIndex>.Lookup(image, (uint*)from, to, count);
                    break;
                case SliceKind.Wide:
                    SliceReader<WideLeaf, FlatIndex>.Lookup(image, (uint*)from, to, count);
                    break;
                case SliceKind.Paged:
                    SliceReader<NarrowLeaf, PagedIndex>.Lookup(image, (uint*)from, to, count);
                    break;
                default:
                    SliceReader<WideLeaf, PagedIndex>.Lookup(image, (uint*)from, to, count);
                    break;
            }
        }
    }

    /// <summary>Writer: the answers of a slice as runs; of 256 slices where they have one answer or record.</summary>
    /// <returns>How many slices were read, from this one on.</returns>
    internal int Read(int slice, RunList runs) =>
        Wide ? Read<WideLeaf>(slice, runs) : Read<NarrowLeaf>(slice, runs);

    private int Read<TLeaf>(int slice, RunList runs)
        where TLeaf : struct, ILeaf
    {
        if (Paged && (slice & 0xff) == 0 && SliceContents<TLeaf>.CellOf(_image.Base, slice >> 8) == SliceKind.Octet)
        {
            SliceContents<TLeaf>.ReadOctet(_image.Base, slice >> 8, runs);
            return 256;
        }

        SliceContents<TLeaf>.Read(_image.Base, !Paged, slice, runs);
        return 1;
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    // Acquires: what the block holds was written before it was published here.
    private byte* Root() => (byte*)Volatile.Read(ref _root);
}
