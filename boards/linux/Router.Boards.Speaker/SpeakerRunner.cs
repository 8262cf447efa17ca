using System;
using System.IO;
using System.Runtime.InteropServices;
using Router.Bgp;
using Router.Boards.Linux;
using Router.Boards.Speaker.Configuration;
using Router.Calico.Yaml;
using Router.Hal.Linux;
using Router.Wire;

namespace Router.Boards.Speaker;

/// <summary>
/// <c>router bgp FILE</c>: a BGP speaker over the kernel's TCP, without a data path, until SIGTERM or SIGINT, which
/// says Cease to every peer first. SIGHUP reads the file again and applies what differs.
/// </summary>
public sealed class SpeakerRunner
{
    // A peer that is there takes our goodbye in milliseconds; one that is not is not waited for.
    private static readonly Duration s_goodbye = Duration.FromMilliseconds(1500);

    // While the loop is busy, signals and console clients are looked for this often.
    private static readonly Duration s_rarely = Duration.FromMilliseconds(5);

    private readonly string _path;
    private readonly TextWriter _output;
    private readonly MonotonicClock _clock = new();

    public SpeakerRunner(string path, TextWriter log)
    {
        _path = path;
        _output = log;
    }

    /// <summary>Only reads and checks the file, and prints what a start would do; 0 when it would start.</summary>
    public int Check(TextWriter output)
    {
        if (Load() is not { } file)
        {
            return 1;
        }

        SpeakerReport.Write(file, output);
        return 0;
    }

    /// <summary>Runs until told to end; the exit code.</summary>
    public int Run()
    {
        if (Load() is not { } file)
        {
            return 1;
        }

        using var signals = new SignalWatch();
        using var poll = new PollLoop(_clock);
        poll.Watch(signals.Descriptor, PollEvents.Readable);
        var log = new HostLog(_output, _clock) { Level = file.Log };

        // An orderly end removes the socket: one that is still there tells of an end without a goodbye, and peers may
        // hold our routes until we are back (RFC 4724 §4.1).
        bool isRestart = file.Control is { } control && File.Exists(control);
        Span<byte> seed = stackalloc byte[8];
        new KernelEntropy().Fill(seed);
        SpeakerLoop loop;
        try
        {
            BgpSpeakerOptions options =
                file.Speaker with { Seed = BitConverter.ToUInt64(seed), Restarting = isRestart };
            loop = new SpeakerLoop(file, options, poll, log, _clock);
        }
        catch (IOException e)
        {
            _output.WriteLine($"router: {e.Message}");
            return 1;
        }

        using (loop)
        {
            loop.Reload = isCheck => Reload(loop, log, isCheck);
            log.Info($"up: AS {file.Speaker.LocalAs}, router ID {file.Speaker.RouterId}"
                + (isRestart ? ", after an end without a goodbye" : string.Empty));
            Loop(loop, poll, signals, log);
        }

        return 0;
    }

    private void Loop(SpeakerLoop loop, PollLoop poll, SignalWatch signals, HostLog log)
    {
        Instant end = Instant.Never;
        Instant restAt = Instant.Zero;
        Span<Ready> ready = stackalloc Ready[64];
        bool isRested = true;
        var memory = new RestingMemory();
        while (true)
        {
            Instant now = _clock.Now;
            while (isRested && signals.TryTake(out PosixSignal signal))
            {
                if (signal == PosixSignal.SIGHUP)
                {
                    if (end == Instant.Never)
                    {
                        Reload(loop, log, isCheck: false);
                    }

                    continue;
                }

                if (end != Instant.Never)
                {
                    // Asked twice: not even for goodbyes.
                    return;
                }

                log.Info("ending: Cease to every peer");
                loop.Reload = static _ => "the speaker is ending";
                loop.Shutdown(now);
                end = now + s_goodbye;
            }

            bool more = loop.Round(now, isRested);
            if (end != Instant.Never && (loop.Connections == 0 || now >= end))
            {
                return;
            }

            Instant deadline = more ? Instant.Zero : Instant.Min(loop.PollAt(), end);
            deadline = Instant.Min(deadline, memory.PollAt(now, isBusy: deadline <= now));
            isRested = deadline > now || restAt <= now;
            if (isRested)
            {
                poll.Wait(deadline, ready);
                restAt = now + s_rarely;
            }
        }
    }

    // Null when the file is good and, unless it was only to be checked, taken over.
    private string? Reload(SpeakerLoop loop, HostLog log, bool isCheck)
    {
        using var problems = new StringWriter();
        if (Load(loop.File, problems) is not { } next)
        {
            string text = problems.ToString();
            if (!isCheck)
            {
                _output.Write(text);
                log.Error("reload refused, nothing changed: the file is not good");
            }

            return text.TrimEnd().Replace('\n', ' ');
        }

        if (!isCheck)
        {
            _output.Write(problems.ToString());
            foreach (string key in KeptAtRestart.Keys(loop.File, next))
            {
                log.Warning($"reload: {key} changed: that takes a restart, and is as before until then");
            }

            log.Info("reload: " + loop.Apply(next, _clock.Now));
        }

        return null;
    }

    private SpeakerFile? Load(SpeakerFile? running = null, TextWriter? problems = null)
    {
        var report = new ConfigReport();
        SpeakerFile? file = null;
        if (new FileConfig().TryRead(_path, out string? text, out string? reason))
        {
            file = SpeakerFileReader.Read(_path, text, report, running?.Listen);
        }
        else
        {
            report.Error(new ConfigError(_path, 0, 0, "cannot be read: " + reason));
        }

        RunReport.WriteProblems(report, problems ?? _output);
        return file;
    }
}
