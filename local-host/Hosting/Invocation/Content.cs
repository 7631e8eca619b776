using System.Text;
using System.Text.Json;

namespace ServerlessML.LocalHost.Hosting.Invocation;

/// <summary>
/// The bytes of an event as what its parameter asks for: text, bytes, a stream, or a record read by the worker's serializer.
/// </summary>
internal static class Content
{
    public static async ValueTask<object?> AsAsync(Type target, BinaryData bytes, FunctionInvocation invocation)
    {
        if (target == typeof(string))
        {
            return Encoding.UTF8.GetString(bytes);
        }

        if (target == typeof(byte[]))
        {
            return bytes.ToArray();
        }

        if (target == typeof(BinaryData))
        {
            return bytes;
        }

        if (target == typeof(Stream))
        {
            return bytes.ToStream();
        }

        try
        {
            return await invocation.Serializer.DeserializeAsync(bytes.ToStream(), target, invocation.Cancellation);
        }
        catch (JsonException e)
        {
            throw new BindingException($"{invocation.Context.FunctionDefinition.Name}: the content is not a {target.Name}: {e.Message}", e);
        }
    }
}
