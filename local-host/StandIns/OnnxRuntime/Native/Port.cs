using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime.Native;

/// <summary>A session's inputs, or its outputs: their names, as text and as C has it, and what they hold.</summary>
internal sealed unsafe class Port
{
    private readonly Dictionary<string, nint> native = new(StringComparer.Ordinal);
    private readonly string kind;

    public Port(
        string kind,
        nint session,
        int count,
        delegate*<nint, nuint, nint, nint*, nint> nameOf,
        delegate*<nint, nuint, nint*, nint> typeOf)
    {
        this.kind = kind;
        var metadata = new Dictionary<string, NodeMetadata>(count, StringComparer.Ordinal);
        var names = new string[count];
        for (var i = 0; i < count; i++)
        {
            nint text, info;
            Status.Check(nameOf(session, (nuint)i, Api.DefaultAllocator, &text));
            names[i] = Utf8.Take(text);
            native.Add(names[i], Marshal.StringToCoTaskMemUTF8(names[i]));
            Status.Check(typeOf(session, (nuint)i, &info));
            try
            {
                metadata.Add(names[i], new NodeMetadata(info));
            }
            finally
            {
                Api.ReleaseTypeInfo(info);
            }
        }

        Names = names;
        Metadata = metadata;
    }

    public IReadOnlyList<string> Names { get; }

    public IReadOnlyDictionary<string, NodeMetadata> Metadata { get; }

    public void Find(IReadOnlyCollection<string> names, nint* found)
    {
        if (names is string[] array)
        {
            foreach (var name in array)
            {
                *found++ = Find(name);
            }

            return;
        }

        foreach (var name in names)
        {
            *found++ = Find(name);
        }
    }

    public void Release()
    {
        foreach (var name in native.Values)
        {
            Marshal.FreeCoTaskMem(name);
        }

        native.Clear();
    }

    private nint Find(string name) => native.TryGetValue(name, out var text)
        ? text
        : throw new OnnxRuntimeException(ErrorCode.InvalidArgument, $"{kind} name: '{name}' is not in the metadata");
}
