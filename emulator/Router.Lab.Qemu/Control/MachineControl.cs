using System.Collections.Generic;

namespace Router.Lab.Qemu.Control;

/// <summary>What a lab asks of a machine, by QEMU's own commands (qemu-qmp-ref(7)).</summary>
public static class MachineControl
{
    extension(QmpClient qmp)
    {
        /// <summary><c>running</c>, <c>paused</c>, <c>shutdown</c>, …</summary>
        public string Status() => qmp.Execute("query-status").GetProperty("status").GetString()!;

        /// <summary>Its time stands still.</summary>
        public void Stop() => qmp.Execute("stop");

        /// <summary>It goes on where it stood.</summary>
        public void Continue() => qmp.Execute("cont");

        /// <summary>The reset button: the board starts from the beginning, its disk as it is.</summary>
        public void Reset() => qmp.Execute("system_reset");

        /// <summary>The power button: what comes of it is the board's affair.</summary>
        public void PowerDown() => qmp.Execute("system_powerdown");

        /// <summary>Pulls the plug of a cable or puts it in: the board sees its carrier go and come.</summary>
        /// <param name="name">Of the cable's <c>-netdev</c>, or of the device.</param>
        public void SetLink(string name, bool up) => qmp.Execute("set_link", writer =>
        {
            writer.WriteString("name", name);
            writer.WriteBoolean("up", up);
        });

        /// <summary>Plugs a device in.</summary>
        /// <param name="driver">As <c>-device help</c> lists it.</param>
        /// <param name="id">By which <see cref="RemoveDevice"/> knows it.</param>
        /// <param name="properties">Of the device.</param>
        public void AddDevice(string driver, string id, IEnumerable<KeyValuePair<string, string>> properties) =>
            qmp.Execute("device_add", writer =>
            {
                writer.WriteString("driver", driver);
                writer.WriteString("id", id);
                foreach ((string key, string value) in properties)
                {
                    writer.WriteString(key, value);
                }
            });

        /// <summary>
        /// Unplugs a device. It is gone with the event <c>DEVICE_DELETED</c>: a PCI device when the board lets it go.
        /// </summary>
        public void RemoveDevice(string id) =>
            qmp.Execute("device_del", writer => writer.WriteString("id", id));

        /// <summary>Ends QEMU, as pulling the mains plug does.</summary>
        public void Quit() => qmp.Execute("quit");
    }
}
