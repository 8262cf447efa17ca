namespace Router.Node.Console;

/// <summary>
/// <c>configure</c>: sessions whose settings are the same go on in any case, so soft is the only way.
/// </summary>
internal static class BirdConfigure
{
    public static ConsoleJob Start(IBgpConsole console, ConsoleRequest request)
    {
        string option = request.Arguments.Count == 0 ? "soft" : request.Arguments[0];
        if (request.Arguments.Count > 1 || option is not ("soft" or "check" or "undo"))
        {
            return CodedReply.Only(9001, "syntax error: configure [check | soft | undo]");
        }

        if (option == "undo")
        {
            return CodedReply.Only(8009, "The configuration before is not kept: put the file back and configure");
        }

        if (console.Reconfigure is not { } reconfigure)
        {
            return CodedReply.Only(8002, "There is no configuration file to read again here");
        }

        bool isCheck = option == "check";
        CodedReply reply = new CodedReply().Line(2, $"Reading configuration from {console.ConfigurationFile}");
        return reconfigure(isCheck) is { } error ? reply.End(8002, error)
            : isCheck ? reply.End(20, "Configuration OK")
            : reply.End(3, "Reconfigured");
    }
}
