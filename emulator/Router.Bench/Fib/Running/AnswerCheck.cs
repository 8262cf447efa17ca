namespace Router.Bench.Fib.Running;

/// <summary>Counts answers and wrong ones, and keeps the first of those for the report.</summary>
internal struct AnswerCheck
{
    public long Checked { get; private set; }

    public long Wrong { get; private set; }

    public string? First { get; private set; }

    public void Right() => Checked++;

    public void Fail(string what)
    {
        Checked++;
        Wrong++;
        First ??= what;
    }

    public readonly ContestantLine Into(ContestantLine line) =>
        line with { Checked = Checked, Wrong = Wrong, FirstWrong = First };
}
