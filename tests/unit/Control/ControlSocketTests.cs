using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;
using System.Threading;
using NUnit.Framework;
using Router.Boards.Linux.Control;
using Router.Calico.Run;
using Router.Hal.Linux;
using Router.Node;

namespace Router.Tests.Control;

/// <summary>The line protocol of a control socket, with clients of every temper.</summary>
[SupportedOSPlatform("linux")]
public sealed class ControlSocketTests
{
    private const string Greeting = "0001 Test ready.\n";

    private ControlHarness _harness = null!;

    [SetUp]
    public void Start() => _harness = new ControlHarness();

    [TearDown]
    public void End() => _harness.Dispose();

    [Test]
    public void Greets_and_answers_with_text_lines_and_a_code()
    {
        Socket client = _harness.Connect();
        Assert.That(_harness.ReadTo(client, "\n"), Is.EqualTo(Greeting));
        ControlHarness.Send(client, "show this\n");
        Assert.That(_harness.ReadTo(client, "0000 \n"), Is.EqualTo(" did show this\n0000 \n"));
        ControlHarness.Send(client, "fail\r\n");
        Assert.That(_harness.ReadTo(client, "failed\n"), Is.EqualTo(" it failed\n8003 failed\n"));
        ControlHarness.Send(client, "blank\n");
        Assert.That(_harness.ReadTo(client, "0000 \n"), Is.EqualTo(" one\n \n three\n \n0000 \n"));
        ControlHarness.Send(client, "\n");
        Assert.That(_harness.ReadTo(client, "0000 \n"), Is.EqualTo("0000 \n"));
    }

    [Test]
    public void Birds_codes_go_out_as_they_are_and_a_line_not_understood_has_birds()
    {
        Socket client = _harness.Connect();
        ControlHarness.Send(client, "coded\nmisspelt\n");
        Assert.That(_harness.ReadTo(client, "syntax error\n"), Is.EqualTo(
            Greeting + "1000-one\n two\n8001 no more\n there is no such command\n9001 syntax error\n"));
    }

    [Test]
    public void Our_client_reads_both_kinds()
    {
        bool isOver = false;
        var server = new Thread(() =>
        {
            while (!Volatile.Read(ref isOver))
            {
                _harness.Poll();
                Thread.Yield();
            }
        });
        server.Start();
        List<string> lines = [];
        using (var client = new ControlClient(_harness.Path))
        {
            AnswersAreRead(client, lines);
        }

        Volatile.Write(ref isOver, true);
        server.Join();
    }

    private static void AnswersAreRead(ControlClient client, List<string> lines)
    {
        Assert.That(client.Execute("coded", lines.Add), Is.EqualTo(1));
        Assert.That(client.Execute("misspelt", lines.Add), Is.EqualTo(2));
        Assert.That(client.Execute("fail", lines.Add), Is.EqualTo(3));
        Assert.That(client.Execute("hello", lines.Add), Is.Zero);
        Assert.That(lines, Is.EqualTo(new[]
        {
            "one", "two", "no more", "there is no such command", "it failed", "did hello",
        }));
    }

    [Test]
    public void Who_is_restricted_stays_so()
    {
        Socket client = _harness.Connect();
        Socket other = _harness.Connect();
        ControlHarness.Send(client, "restrict\nshow\n");
        Assert.That(_harness.ReadTo(client, "0000 \n"),
            Is.EqualTo(Greeting + "0016 Access restricted\n did restricted show\n0000 \n"));
        ControlHarness.Send(other, "show\n");
        Assert.That(_harness.ReadTo(other, "0000 \n"), Is.EqualTo(Greeting + " did show\n0000 \n"));
    }

    [Test]
    public void Echo_repeats_the_log_between_replies_until_it_is_turned_off()
    {
        Socket client = _harness.Connect();
        Tell("before");
        ControlHarness.Send(client, "echo all\n");
        _harness.ReadTo(client, "0000 \n");
        Assert.That(_harness.WakeUps(), Is.LessThan(3));
        Tell("now\n0000 ");
        Assert.That(_harness.ReadTo(client, "\n"), Is.EqualTo("+bgp: now 0000 \n"));
        ControlHarness.Send(client, "echo off\n");
        _harness.ReadTo(client, "0000 \n");
        Tell("after");
        ControlHarness.Send(client, "x\n");
        Assert.That(_harness.ReadTo(client, "0000 \n"), Is.EqualTo(" did x\n0000 \n"));

        void Tell(string text) =>
            _harness.Log.Add(new LogEntry(Router.Wire.Instant.Zero, LogLevel.Info, "bgp", text));
    }

    [Test]
    public void Commands_may_be_sent_ahead_and_in_pieces()
    {
        Socket client = _harness.Connect();
        ControlHarness.Send(client, "one\ntwo\nth");
        _harness.ReadTo(client, "did two\n0000 \n");
        byte[] rest = Encoding.UTF8.GetBytes("ree ü\n");
        for (int i = 0; i < rest.Length; i++)
        {
            client.Send(rest.AsSpan(i, 1));
            _harness.Poll();
        }

        Assert.That(_harness.ReadTo(client, "0000 \n"), Is.EqualTo(" did three ü\n0000 \n"));
        Assert.That(_harness.Begun, Is.EqualTo(new[] { "one", "two", "three ü" }));
    }

    [Test]
    public void Many_commands_ahead_are_all_answered_in_order()
    {
        Socket client = _harness.Connect();
        string[] commands = Enumerable.Range(0, 400).Select(i => $"command {i}").ToArray();
        ControlHarness.Send(client, string.Join('\n', commands) + "\n");
        string reply = _harness.ReadTo(client, "did command 399\n0000 \n");
        Assert.That(reply, Is.EqualTo(Greeting + string.Concat(commands.Select(c => $" did {c}\n0000 \n"))));
    }

    [Test]
    public void A_slow_reader_gets_all_of_it_and_holds_up_nobody()
    {
        Socket slow = _harness.Connect();
        Socket quick = _harness.Connect();
        ControlHarness.Send(slow, "lines 50000\nafter\n");
        _harness.Poll();
        ControlHarness.Send(quick, "now\n");
        Assert.That(_harness.ReadTo(quick, "0000 \n"), Is.EqualTo(Greeting + " did now\n0000 \n"));
        Assert.That(_harness.Begun, Is.EqualTo(new[] { "lines 50000", "now" }),
            "the next command waits for the reader");
        Assert.That(_harness.WakeUps(), Is.LessThan(3), "and the loop sleeps meanwhile");
        string text = _harness.ReadTo(slow, "did after\n0000 \n");
        Assert.That(text.Split('\n'), Has.Length.EqualTo(50_000 + 5));
        Assert.That(text, Does.Contain(" line 49999 with some length to it\n0000 \n did after\n"));
    }

    [Test]
    public void Cancel_ends_the_command_under_way_with_its_summary()
    {
        Socket client = _harness.Connect();
        ControlHarness.Send(client, "endless one\n");
        _harness.Poll();
        ControlHarness.Send(client, "never begun\n" + ControlProtocol.CancelLine + "\nnext\n");
        Assert.That(_harness.ReadTo(client, "did next\n0000 \n"),
            Is.EqualTo(Greeting + " summary\n8001 failed\n did next\n0000 \n"));
        Assert.That(_harness.Cancelled, Is.EqualTo(new[] { "endless one" }));
        Assert.That(_harness.Begun, Is.EqualTo(new[] { "endless one", "next" }));
    }

    [Test]
    public void Cancel_of_nothing_is_nothing()
    {
        Socket client = _harness.Connect();
        ControlHarness.Send(client, ControlProtocol.CancelLine + "\nnext\n");
        Assert.That(_harness.ReadTo(client, "did next\n0000 \n"), Is.EqualTo(Greeting + " did next\n0000 \n"));
    }

    [Test]
    public void A_client_that_vanishes_ends_its_command_and_leaves_the_loop_in_peace()
    {
        Socket client = _harness.Connect();
        Socket other = _harness.Connect();
        ControlHarness.Send(client, "endless one\n");
        ControlHarness.Send(other, "endless two\n");
        _harness.Poll();
        client.Dispose();
        _harness.Poll();
        Assert.That(_harness.Cancelled, Does.Contain("endless one").And.Not.Contain("endless two"));
        Assert.That(_harness.WakeUps(), Is.LessThan(3));
    }

    [Test]
    public void A_client_that_says_no_more_still_gets_its_answers()
    {
        Socket client = _harness.Connect();
        ControlHarness.Send(client, "lines 20000\nlast\n");
        client.Shutdown(SocketShutdown.Send);
        _harness.Poll();
        Assert.That(_harness.WakeUps(), Is.LessThan(3));
        Assert.That(_harness.ReadTo(client, "did last\n0000 \n"), Does.Contain("line 19999"));
        Assert.That(_harness.IsClosed(client));
    }

    [Test]
    public void A_line_without_end_is_cut_off()
    {
        Socket client = _harness.Connect();
        Socket other = _harness.Connect();
        byte[] chunk = new byte[8192];
        Array.Fill(chunk, (byte)'x');
        try
        {
            for (int i = 0; i < 64; i++)
            {
                client.Send(chunk);
                _harness.Poll();
            }

            Assert.That(_harness.IsClosed(client));
        }
        catch (SocketException)
        {
            // The server hung up in the middle of it, as it should.
        }

        Assert.That(_harness.Begun, Is.Empty);
        ControlHarness.Send(other, "still here\n");
        _harness.ReadTo(other, "did still here\n0000 \n");
    }

    [Test]
    public void More_clients_than_are_served_wait_without_noise()
    {
        var clients = new Socket[34];
        for (int i = 0; i < clients.Length; i++)
        {
            clients[i] = _harness.Connect();
            _harness.Poll();
        }

        Assert.That(_harness.WakeUps(), Is.LessThan(3));
        clients[0].Dispose();
        clients[1].Dispose();
        ControlHarness.Send(clients[33], "at last\n");
        Assert.That(_harness.ReadTo(clients[33], "0000 \n"), Is.EqualTo(Greeting + " did at last\n0000 \n"));
    }

    [Test]
    public void A_socket_that_somebody_serves_is_not_taken()
    {
        using var loop = new PollLoop(new MonotonicClock());
        Assert.That(() => new ControlServer(_harness.Path, loop, "Second",
            (_, _) => throw new InvalidOperationException()),
            Throws.InstanceOf<IOException>().With.Message.Contains("another process listens there"));
        Socket client = _harness.Connect();
        Assert.That(_harness.ReadTo(client, "\n"), Is.EqualTo(Greeting), "the first one still serves");
    }

    [Test]
    public void The_file_of_a_dead_server_is_replaced_and_closed_to_others()
    {
        string path = _harness.Path + ".stale";
        using (var dead = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            dead.Bind(new UnixDomainSocketEndPoint(path));

            // A name that outlives its socket, as after a kill -9.
            File.Move(path, path + ".kept");
        }

        File.Move(path + ".kept", path);
        using var loop = new PollLoop(new MonotonicClock());
        Assert.That(ControlClient.Answers(path), Is.False);
        using (var server = new ControlServer(path, loop, "Fresh", (_, _) => throw new InvalidOperationException()))
        {
            Assert.That(ControlClient.Answers(path));
            Assert.That(File.GetUnixFileMode(path), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
            server.Poll(Router.Wire.Instant.Zero);
        }

        Assert.That(File.Exists(path), Is.False);
    }

    [Test]
    public void A_path_that_the_kernel_cannot_take_is_said_so()
    {
        using var loop = new PollLoop(new MonotonicClock());
        string path = Path.Combine(Path.GetTempPath(), new string('x', 120));
        Assert.That(() => new ControlServer(path, loop, "Long", (_, _) => throw new InvalidOperationException()),
            Throws.InstanceOf<IOException>().With.Message.Contains("cannot name a socket"));
    }
}
