using System.Text;
using Router.Bgp;
using Router.Wire;

namespace Router.Node.Console;

/// <summary><c>show route</c>: so many routes a turn, so that a full table stalls no session.</summary>
internal static class BirdRoutes
{
    public static ConsoleJob Show(IBgpConsole console, ConsoleRequest request)
    {
        if (request.Json)
        {
            return BgpRoutesCommand.Show(console, request);
        }

        BirdRouteQuery? query = BirdRouteQuery.Read(console, request.Arguments, out ConsoleJob? error);
        return query is null ? error! : new Walk(console, query, request.Now);
    }

    private sealed class Walk : ConsoleJob
    {
        private const int RoutesPerTurn = 512;

        private readonly IBgpConsole _console;
        private readonly BirdRouteQuery _query;
        private readonly Instant _now;
        private readonly BgpTableWalk _table;
        private readonly StringBuilder _text = new();
        private readonly CodedReply _reply;
        private int _networks;
        private int _paths;
        private int _shownPaths;
        private bool _isCancelled;

        public Walk(IBgpConsole console, BirdRouteQuery query, Instant now)
        {
            _console = console;
            _query = query;
            _now = now;
            _table = BgpTableWalk.Of(console.Speaker, query.Prefix, query.For);
            _reply = new CodedReply(_text);
        }

        public override bool IsCoded => true;

        public override void Cancel() => _isCancelled = true;

        public override bool Poll(Instant now, StringBuilder output)
        {
            bool isOver = _isCancelled;
            for (int i = 0; i < RoutesPerTurn && !isOver; i++)
            {
                isOver = !_table.TryNext(out BgpRouteView? route);
                if (!isOver)
                {
                    Show(route!);
                }
            }

            if (isOver)
            {
                End();
            }

            output.Append(_text);
            _text.Clear();
            return isOver;
        }

        private void End()
        {
            int code = 0;
            string last = string.Empty;
            if (_query.IsCount || _query.IsStats)
            {
                (code, last) = (14, $"{_shownPaths} of {_paths} routes for {_networks} networks");
            }
            else if (_networks == 0 && (_query.Prefix ?? (object?)_query.For) is not null)
            {
                (code, last) = (8001, "Network not in table");
            }

            ExitCode = CodedReply.ExitCodeOf(code);
            _reply.Close(code, last);
        }

        private void Show(BgpRouteView route)
        {
            _networks++;
            bool isFirst = true;
            for (int i = 0; i < route.Paths.Count; i++)
            {
                BgpPath path = route.Paths[i];
                _paths++;
                bool isWanted = (i == 0 || !_query.IsPrimary)
                    && (_query.Protocol is not { } peer || path.Peer == peer)
                    && (_query.Export is not { } target
                        || _console.Speaker.IsAdvertised(target, route.Prefix, path) != _query.IsRefused);
                if (!isWanted)
                {
                    continue;
                }

                _shownPaths++;
                if (!_query.IsCount)
                {
                    string prefix = isFirst ? route.Prefix.ToString() : string.Empty;
                    _reply.Line(1007, BirdRouteText.Of(_console, prefix, path, i == 0, _now));
                    if (_query.IsFull)
                    {
                        BirdAttributes.Write(_reply, path);
                    }
                }

                isFirst = false;
            }
        }
    }
}
