using System;
using System.Collections.Generic;

namespace Router.Tests.Interop.Support;

/// <summary>
/// What a test made, undone in reverse order even when the test or one of the steps fails: a namespace left behind
/// would live until the next reboot.
/// </summary>
internal sealed class Cleanup : IDisposable
{
    private readonly Stack<IDisposable> _made = new();

    public T Own<T>(T made)
        where T : IDisposable
    {
        _made.Push(made);
        return made;
    }

    public void Dispose()
    {
        List<Exception> failures = [];
        while (_made.TryPop(out IDisposable? made))
        {
            try
            {
                made.Dispose();
            }
            catch (Exception failure)
            {
                failures.Add(failure);
            }
        }

        if (failures.Count > 0)
        {
            throw new AggregateException(failures);
        }
    }
}
