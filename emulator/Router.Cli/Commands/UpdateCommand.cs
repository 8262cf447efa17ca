using System.CommandLine;
using Router.Cli.Commands.Update;

namespace Router.Cli.Commands;

/// <summary><c>router update HOST IMG</c>: another image for a running board, kept only if it works.</summary>
internal static class UpdateCommand
{
    public static Command Create()
    {
        var host = new Argument<string>("host") { Description = "The board's address" };
        var image = new Argument<string?>("image")
        {
            Description = "The new image, of router image build; left out: only the board's state is printed",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var token = new Option<string>("--token")
        {
            Description = "The file keys/management.token that the board's image was built with",
            Required = true,
        };
        var port = new Option<int>("--port")
        {
            Description = "The board's management port",
            DefaultValueFactory = static _ => 8179,
        };
        var patience = new Option<int>("--patience")
        {
            Description = "Seconds to wait for the board's new start and for the end of its trial",
            DefaultValueFactory = static _ => 300,
        };
        var older = new Option<bool>("--allow-older")
        {
            Description = "Also an image that was built before the one that runs",
        };
        var json = new Option<bool>("--json") { Description = "The result as JSON" };
        var command = new Command("update",
            "Update a board: writes the slot that does not run, starts it on trial, and tells whether it was kept. "
            + "Exit code: 0 kept, 1 not kept or failed, 3 nobody knows")
        {
            host, image, token, port, patience, older, json,
        };
        command.SetAction(result => UpdateRun.Execute(new UpdateOptions(
            result.GetRequiredValue(host),
            result.GetValue(image),
            result.GetRequiredValue(token),
            result.GetValue(port),
            result.GetValue(patience),
            result.GetValue(older),
            result.GetValue(json))));
        return command;
    }
}
