using System;
using Router.Slots;
using Router.Slots.Management;

namespace Router.Boards.Init.Management;

/// <summary>An update under way.</summary>
public sealed class BoardUpdate : IDisposable
{
    private readonly SlotWriter _writer;
    private readonly Action _onEnd;
    private bool _isOver;

    /// <param name="manifest">Of the image.</param>
    /// <param name="length">Octets of the slot.</param>
    /// <param name="writer">Writes them.</param>
    /// <param name="onEnd">Another update may begin.</param>
    public BoardUpdate(ImageManifest manifest, long length, SlotWriter writer, Action onEnd)
    {
        (Manifest, Length, Missing, _writer, _onEnd) = (manifest, length, length, writer, onEnd);
    }

    public ImageManifest Manifest { get; }

    /// <summary>Octets of the slot.</summary>
    public long Length { get; }

    /// <summary>Octets that have yet to come.</summary>
    public long Missing { get; private set; }

    public bool HasRoom => _writer.HasRoom;

    public UpdateProgress Progress => _writer.Progress;

    public string? Error => _writer.Error;

    /// <summary>Written, read back, and right.</summary>
    public bool IsDone => _writer.IsDone;

    public void Add(byte[] octets)
    {
        Missing -= octets.Length;
        _writer.Add(octets);
    }

    public void Dispose()
    {
        if (!_isOver)
        {
            _isOver = true;
            _writer.Dispose();
            _onEnd();
        }
    }
}
