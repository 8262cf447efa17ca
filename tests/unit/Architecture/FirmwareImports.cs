using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Router.Tests.Architecture;

/// <summary>What compiled assemblies take from others, read from their metadata.</summary>
internal static class FirmwareImports
{
    /// <summary>
    /// An assembly and all that it references, as far as they lie beside the tests: not the runtime's.
    /// </summary>
    public static IReadOnlyCollection<string> Closure(string name)
    {
        SortedSet<string> seen = new(StringComparer.Ordinal);
        Queue<string> waiting = new([name]);
        while (waiting.TryDequeue(out string? next))
        {
            if (File.Exists(PathOf(next)) && seen.Add(next))
            {
                foreach (string reference in Read(next, References))
                {
                    waiting.Enqueue(reference);
                }
            }
        }

        return seen;
    }

    /// <summary>
    /// Full names of the types and, as <c>Type.Member</c>, of the members that an assembly uses of others.
    /// </summary>
    public static IReadOnlyList<string> Of(string name) => Read(name, Imports);

    private static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, name + ".dll");

    private static IReadOnlyList<string> Read(string name, Func<MetadataReader, IEnumerable<string>> read)
    {
        using PEReader file = new(File.OpenRead(PathOf(name)));
        return [.. read(file.GetMetadataReader())];
    }

    private static IEnumerable<string> References(MetadataReader reader) =>
        reader.AssemblyReferences.Select(handle =>
            reader.GetString(reader.GetAssemblyReference(handle).Name));

    private static IEnumerable<string> Imports(MetadataReader reader) =>
        reader.TypeReferences.Select(handle => TypeName(reader, handle)).Concat(
            from handle in reader.MemberReferences
            let member = reader.GetMemberReference(handle)
            where member.Parent.Kind == HandleKind.TypeReference
            select TypeName(reader, (TypeReferenceHandle)member.Parent) + "." + reader.GetString(member.Name));

    private static string TypeName(MetadataReader reader, TypeReferenceHandle handle)
    {
        TypeReference type = reader.GetTypeReference(handle);
        string name = reader.GetString(type.Name);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? TypeName(reader, (TypeReferenceHandle)type.ResolutionScope) + "+" + name
            : reader.GetString(type.Namespace) + "." + name;
    }
}
