using Router.Slots;

namespace Router.Images.Build.Loaders;

/// <summary>What GRUB does: it takes the steps of <see cref="SlotState.Boot"/>, then starts the slot.</summary>
internal static class GrubScript
{
    /// <summary>Its place in the boot partition, by which GRUB's core image finds it.</summary>
    public const string Folder = "grub";

    /// <summary>The slot's own lines; <c>slot</c> and <c>tried</c> are the other script's.</summary>
    public static string ForSlot(string commandLine) =>
        $"""
        linux /{SlotFiles.KernelName} {commandLine} router.slot=$slot $tried
        initrd /{SlotFiles.InitramfsName}

        """;

    /// <summary>On the boot partition, which updates leave alone. GRUB's language has no numbers.</summary>
    public static string Main =>
        $$"""
        # Chooses a slot as slots.env says, and notes that before anything of the slot runs.
        if [ "$grub_platform" = pc ]; then
            serial --unit=0 --speed=115200
            terminal_output console serial
        fi
        regexp --set=1:disk '^(.+),[^,]+$' "$root"
        set file="($root)/{{SlotBlock.FileName}}"
        set active=a
        set trial=
        set attempts=0
        set good=a
        load_env --file "$file" active trial attempts good
        if [ "$active" = b ]; then set slot=b; else set slot=a; fi
        if [ "$slot" = b ]; then set other=a; else set other=b; fi
        set tried=
        if [ "$trial" = a -o "$trial" = b ]; then
            set other="$slot"
            set slot="$trial"
            set trial=
            set tried="router.trial=1"
            save_env --file "$file" trial
        else
            if [ "$attempts" = 3 ]; then
                if [ "$good" = "$other" -o "$good" = ab ]; then
                    set other="$slot"
                    if [ "$slot" = b ]; then set slot=a; else set slot=b; fi
                    set active="$slot"
                    set attempts=1
                fi
            elif [ "$attempts" = 2 ]; then set attempts=3
            elif [ "$attempts" = 1 ]; then set attempts=2
            else set attempts=1
            fi
            save_env --file "$file" active attempts
        fi

        function start {
            if [ "$slot" = b ]; then set root="$disk,gpt3"; else set root="$disk,gpt2"; fi
            if [ -f /grub.cfg ]; then
                source /grub.cfg
                boot
            fi
            echo "slot $slot does not start"
        }

        start

        # A slot that cannot even be loaded: the other one, unless it was never whole.
        if [ -n "$tried" -o "$good" = "$other" -o "$good" = ab ]; then
            set tried=
            set slot="$other"
            start
        fi
        sleep 10
        reboot

        """;
}
