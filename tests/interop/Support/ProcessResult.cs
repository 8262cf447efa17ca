using NUnit.Framework;

namespace Router.Tests.Interop.Support;

/// <summary>How a command ended and all that it printed.</summary>
internal sealed record ProcessResult(string Command, int ExitCode, string Output, string Error)
{
    public string Both => Output + Error;

    public ProcessResult Must()
    {
        Assert.That(ExitCode, Is.Zero, $"{Command}\n{Output}\n{Error}");
        return this;
    }
}
