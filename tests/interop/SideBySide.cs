using NUnit.Framework;

// Most of the time these tests wait for other people's timers, so fixtures run side by side, each in namespaces of its
// own. What measures times, rates or losses says NonParallelizable: it has the machine to itself.
[assembly: Parallelizable(ParallelScope.Fixtures)]
[assembly: LevelOfParallelism(6)]
