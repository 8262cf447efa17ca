using System;
using Router.Wire;

namespace Router.Core;

/// <summary>So many a second, so many at once. Credit is kept as time, in nanoseconds.</summary>
internal struct TokenBucket
{
    private readonly long _interval;
    private readonly long _depth;
    private long _credit;
    private Instant _updated;

    public TokenBucket(int perSecond, int burst)
    {
        _interval = perSecond > 0 ? Duration.NanosecondsPerSecond / perSecond : 0;
        _depth = _interval * Math.Max(burst, 1);
        _credit = _depth;
        _updated = Instant.Zero;
    }

    public bool TryTake(Instant now)
    {
        if (_interval == 0)
        {
            return false;
        }

        if (now > _updated)
        {
            long elapsed = (now - _updated).Nanoseconds;
            _credit = elapsed >= _depth ? _depth : Math.Min(_depth, _credit + elapsed);
            _updated = now;
        }

        if (_credit < _interval)
        {
            return false;
        }

        _credit -= _interval;
        return true;
    }
}
