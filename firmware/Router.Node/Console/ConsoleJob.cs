using System.Text;
using Router.Wire;

namespace Router.Node.Console;

/// <summary>
/// A console command under way. Most end at once; <c>ping</c> and <c>traceroute</c> go on under the board's clock.
/// </summary>
public abstract class ConsoleJob
{
    /// <summary>0 only when the thing asked for happened.</summary>
    public int ExitCode { get; protected set; }

    /// <summary>
    /// The output has the reply codes of BIRD's protocol, the last line included; <see cref="CodedReply.Plain"/> takes
    /// them off.
    /// </summary>
    public virtual bool IsCoded => false;

    /// <summary>
    /// Appends what is new to <paramref name="output"/>, whole lines only; true when the job has ended.
    /// </summary>
    public abstract bool Poll(Instant now, StringBuilder output);

    /// <summary>When to poll next at the latest.</summary>
    public virtual Instant PollAt() => Instant.Zero;

    /// <summary>The operator pressed Ctrl-C: the next poll writes a summary, if there is one, and ends.</summary>
    public virtual void Cancel()
    {
    }

    /// <summary>A job that has already ended with this text.</summary>
    public static ConsoleJob Finished(string text, int exitCode = 0) => new FinishedJob(text, exitCode, false);

    /// <summary>A job that has already ended with a coded reply.</summary>
    internal static ConsoleJob FinishedCoded(string reply, int exitCode) => new FinishedJob(reply, exitCode, true);

    private sealed class FinishedJob : ConsoleJob
    {
        private readonly string _text;

        public FinishedJob(string text, int exitCode, bool isCoded)
        {
            _text = text;
            ExitCode = exitCode;
            IsCoded = isCoded;
        }

        public override bool IsCoded { get; }

        public override bool Poll(Instant now, StringBuilder output)
        {
            output.Append(_text);
            if (_text.Length > 0 && _text[^1] != '\n')
            {
                output.Append('\n');
            }

            return true;
        }
    }
}
