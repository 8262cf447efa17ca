using System;
using System.Linq;
using System.Text;
using Router.Calico.Resources;
using Router.Calico.Yaml;

namespace Router.Calico;

/// <summary>
/// Finds the passwords that peerings name. One that cannot be had leaves its session out: an unsigned one in its place
/// would be worse than none.
/// </summary>
internal sealed class PeerPasswords(CalicoResources resources, ConfigReport report)
{
    // Octets: what kernels take as a key of RFC 2385.
    private const int LongestKey = 80;

    /// <summary>
    /// False when a password is asked for and cannot be had; <paramref name="password"/> is null for none.
    /// </summary>
    public bool TryFind(SecretKey? wanted, string peering, out string? password)
    {
        password = null;
        if (wanted is null)
        {
            return true;
        }

        Secret? secret = resources.Secrets.FirstOrDefault(
            one => string.Equals(one.Header.Name, wanted.Name, StringComparison.Ordinal));
        if (secret is null || !secret.Texts.TryGetValue(wanted.Key, out password))
        {
            string missing = secret is null ? $"no Secret {wanted.Name}" : $"no key {wanted.Key} in {secret.Header}";
            report.Warning(wanted.Source, $"{peering}: {missing} in the resources: the session is left out");
            return false;
        }

        int length = Encoding.UTF8.GetByteCount(password);
        if (length is 0 or > LongestKey)
        {
            report.Warning(wanted.Source, $"{peering}: key {wanted.Key} of {secret.Header} is empty or longer than "
                + $"{LongestKey} octets: the session is left out");
            return false;
        }

        return true;
    }
}
