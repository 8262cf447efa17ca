using System;
using System.IO;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using NUnit.Framework;
using Router.Lab.Qemu.Control;
using Router.Lab.Qemu.Host;

namespace Router.Tests.Machines;

/// <summary>
/// What QEMU's docs/interop/qmp-spec.txt lets a server do and a quick QEMU seldom does: events amid an answer, errors,
/// silence, an end.
/// </summary>
public sealed class QmpClientTests
{
    private const string Greeting =
        """{"QMP": {"version": {"qemu": {"micro": 22, "minor": 2, "major": 7}, "package": ""}, "capabilities": []}}""";

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    private string _folder = null!;

    private string Path => System.IO.Path.Combine(_folder, "qmp");

    [SetUp]
    public void Make() => _folder = Directory.CreateTempSubdirectory("rt-").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Events_before_an_answer_are_kept_in_order_and_an_old_answer_is_not_taken_for_it()
    {
        using Server server = new(Path, Greeting, """{"return": {}, "id": 1}""",
            """{"event": "STOP", "timestamp": {"seconds": 1, "microseconds": 2}}"""
            + "\r\n" + """{"return": {"status": "stale"}, "id": 1}""" + "\r\n"
            + """{"event": "RESET", "data": {"guest": false}, "timestamp": {"seconds": 1, "microseconds": 3}}"""
            + "\r\n" + """{"return": {"status": "paused"}, "id": 2}""", string.Empty);
        using QmpClient qmp = QmpClient.Connect(Path, s_limit);
        Assert.That(qmp.Version, Is.EqualTo("7.2.22"));
        Assert.That(qmp.Status(), Is.EqualTo("paused"));
        Assert.That(qmp.NextEvent(TimeSpan.Zero)?.Name, Is.EqualTo("STOP"));
        QmpEvent reset = qmp.WaitFor("RESET", TimeSpan.Zero)!.Value;
        Assert.That(reset.Data.GetProperty("guest").GetBoolean(), Is.False);
        Assert.That(qmp.NextEvent(TimeSpan.Zero), Is.Null);
        Assert.That(server.Heard[..2], Is.EqualTo((string[])
        [
            """{"execute":"qmp_capabilities","id":1}""", """{"execute":"query-status","id":2}""",
        ]));
    }

    [Test]
    public void What_qemu_refuses_is_told_in_its_words()
    {
        using Server server = new(Path, Greeting, """{"return": {}, "id": 1}""",
            """{"id": 2, "error": {"class": "DeviceNotFound", "desc": "Device 'eth7' not found"}}""");
        using QmpClient qmp = QmpClient.Connect(Path, s_limit);
        Assert.That(() => qmp.SetLink("eth7", up: false), Throws.TypeOf<LabQemuException>()
            .With.Message.Contains("'set_link': Device 'eth7' not found"));
        Assert.That(server.Heard[1],
            Is.EqualTo("""{"execute":"set_link","arguments":{"name":"eth7","up":false},"id":2}"""));
    }

    [Test]
    public void Silence_has_its_limit()
    {
        using Server server = new(Path, Greeting, """{"return": {}, "id": 1}""", string.Empty);
        using QmpClient qmp = QmpClient.Connect(Path, TimeSpan.FromMilliseconds(300));
        Assert.That(qmp.Stop, Throws.TypeOf<LabQemuException>().With.Message.Contains("'stop' within 0.3 s"));
    }

    [Test]
    public void The_end_of_qemu_is_not_taken_for_an_answer()
    {
        using Server server = new(Path, Greeting, """{"return": {}, "id": 1}""");
        using QmpClient qmp = QmpClient.Connect(Path, s_limit);
        Assert.That(qmp.Stop, Throws.TypeOf<LabQemuException>().With.Message.Contains("the machine is gone"));
    }

    [TestCase("SSH-2.0-OpenSSH_9.2p1", "does not speak QMP")]
    [TestCase("""{"return": {}}""", "does not greet as QMP does")]
    public void Another_program_is_not_taken_for_qemu(string greeting, string message)
    {
        using Server server = new(Path, greeting);
        Assert.That(() => QmpClient.Connect(Path, s_limit),
            Throws.TypeOf<LabQemuException>().With.Message.Contains(message).And.Message.Contains(Path));
    }

    [Test]
    public void Nobody_there_is_told_with_the_path() =>
        Assert.That(() => QmpClient.Connect(Path, TimeSpan.FromMilliseconds(50)),
            Throws.TypeOf<LabQemuException>().With.Message.Contains(Path));

    /// <summary>Says its first line, then a line for each that it hears; an empty one: nothing, ever.</summary>
    private sealed class Server : IDisposable
    {
        private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        private readonly string[] _heard;
        private readonly string[] _lines;
        private readonly Thread _thread;

        public Server(string path, params string[] lines)
        {
            _lines = lines;
            _heard = new string[lines.Length - 1];
            _listener.Bind(new UnixDomainSocketEndPoint(path));
            _listener.Listen();
            _thread = new Thread(Serve) { IsBackground = true };
            _thread.Start();
        }

        public string[] Heard => _heard;

        public void Dispose()
        {
            _thread.Join();
            _listener.Dispose();
        }

        private void Serve()
        {
            using Socket connection = _listener.Accept();
            using StreamReader reader = new(new NetworkStream(connection));
            connection.Send(Encoding.UTF8.GetBytes(_lines[0] + "\r\n"));
            for (int i = 1; i < _lines.Length; i++)
            {
                _heard[i - 1] = reader.ReadLine() ?? string.Empty;
                if (_lines[i].Length == 0)
                {
                    // Until the other side gives up.
                    reader.ReadLine();
                    return;
                }

                connection.Send(Encoding.UTF8.GetBytes(_lines[i] + "\r\n"));
            }
        }
    }
}
