using System.Globalization;
using System.IO;

namespace Router.Images.Build.Volumes;

/// <summary>The empty ext4 file system that outlives updates, by mke2fs.</summary>
internal static class DataVolume
{
    public static void Make(string file, long size, DiskIdentity identity, StampedCommand command)
    {
        using (FileStream made = File.Create(file))
        {
            made.SetLength(size);
        }

        // Without lazy_*_init: the tables are written now, not by the board. The seed of hashed folders is an input.
        command.Run("mke2fs", "e2fsprogs", "-q", "-F", "-t", "ext4", "-L", "data", "-m", "0", "-b", "4096",
            "-U", identity.Of("data").ToLowerInvariant(),
            "-E", $"hash_seed={identity.Of("hash").ToLowerInvariant()},root_owner=0:0,lazy_itable_init=0,"
            + "lazy_journal_init=0,nodiscard",
            file, (size / 4096).ToString(CultureInfo.InvariantCulture));
    }
}
