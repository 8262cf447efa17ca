using Router.Bgp;

namespace Router.Node.Console;

/// <summary><c>show status</c>: who this is and since when.</summary>
internal static class BirdStatus
{
    public static ConsoleJob Show(IBgpConsole console, ConsoleRequest request)
    {
        BgpSpeaker speaker = console.Speaker;
        if (request.Json)
        {
            return ConsoleJob.Finished(JsonText.Build(json =>
            {
                json.WriteStartObject();
                json.WriteString("version", BirdVersion.Text);
                json.WriteString("routerId", speaker.Options.RouterId.ToString());
                json.WriteString("hostname", console.Name);
                json.WriteString("serverTime", BirdTime.Long(console, request.Now));
                json.WriteString("lastReboot", BirdTime.Long(console, console.Started));
                json.WriteString("lastReconfiguration", BirdTime.Long(console, console.Reconfigured));
                json.WriteBoolean("gracefulRestart", speaker.IsDeferring);
                json.WriteEndObject();
            }));
        }

        CodedReply reply = new CodedReply()
            .Line(1000, BirdVersion.Text)
            .Line(1011, $"Router ID is {speaker.Options.RouterId}")
            .Line(1011, $"Hostname is {console.Name}")
            .Line(1011, $"Current server time is {BirdTime.Long(console, request.Now)}")
            .Line(1011, $"Last reboot on {BirdTime.Long(console, console.Started)}")
            .Line(1011, $"Last reconfiguration on {BirdTime.Long(console, console.Reconfigured)}");
        if (speaker.IsDeferring)
        {
            // calico-node's readiness waits while it reads this.
            reply.Line(24, "Graceful restart recovery in progress");
        }

        return reply.End(13, "Daemon is up and running");
    }
}
