using System.Collections.Generic;

namespace Router.Node.Console;

/// <summary>BIRD's commands and reply codes: what birdc, Calico's probes and known exporters ask for.</summary>
internal static class BirdCommands
{
    public static IEnumerable<ConsoleCommand> For(IBgpConsole console) =>
    [
        new("show status", "show status", "Router ID and times, as birdc shows them",
            request => BirdStatus.Show(console, request)),
        new("show protocols", "show protocols [all] [NAME | \"PATTERN\"]", "Sessions, as birdc lists them",
            request => BirdProtocols.Show(console, request)),
        new("show route", BirdRouteQuery.Usage, "Routes, as birdc prints them",
            request => BirdRoutes.Show(console, request)),
        new("show memory", "show memory", "Memory in use, as birdc shows it",
            request => BirdMemory.Show(console)),
        new("configure", "configure [check | soft | undo]", "Read the configuration again",
            request => BirdConfigure.Start(console, request)),
        new("enable", "enable NAME | \"PATTERN\" | all", "Start sessions",
            request => BirdAdmin.Start(console, request, BirdAction.Enable)),
        new("disable", "disable NAME | \"PATTERN\" | all [\"MESSAGE\"]", "End sessions and keep them down",
            request => BirdAdmin.Start(console, request, BirdAction.Disable)),
        new("restart", "restart NAME | \"PATTERN\" | all [\"MESSAGE\"]", "End sessions and start them again",
            request => BirdAdmin.Start(console, request, BirdAction.Restart)),
        new("reload", "reload NAME | \"PATTERN\" | all", "Ask for the peers' routes again and look at ours again",
            request => BirdAdmin.Start(console, request, BirdAction.Reload)),
        new("reload in", "reload in NAME | \"PATTERN\" | all", "Ask the peers for their routes again",
            request => BirdAdmin.Start(console, request, BirdAction.ReloadIn)),
        new("reload out", "reload out NAME | \"PATTERN\" | all", "Look again at what the peers get",
            request => BirdAdmin.Start(console, request, BirdAction.ReloadOut)),
        new("restrict", "restrict", "Only commands that show, from here on", _ =>
            CodedReply.Only(16, "Access restricted")),
        new("echo", "echo all | off", "Log lines on this connection too", BirdEcho.Start),
    ];
}
