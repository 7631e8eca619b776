using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace ServerlessML.Serving.Requests;

/// <summary>
/// Writes faults as problem details (RFC 9457), with the offending value's JSON <c>path</c> and the <c>version</c> that was chosen.
/// </summary>
public static class Problems
{
    public const string ContentType = "application/problem+json";

    public static async Task WriteAsync(HttpContext context, Fault fault, string requestId)
    {
        var response = context.Response;
        response.StatusCode = fault.Status;
        response.ContentType = ContentType;
        WriteHeaders(response.Headers, fault);
        Write(response.BodyWriter, fault, requestId);
        await response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    /// <summary>What a fault says in headers, whatever the protocol.</summary>
    public static void WriteHeaders(IHeaderDictionary headers, Fault fault)
    {
        if (fault.RetryAfter is { } seconds)
        {
            headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        if (fault.Status == StatusCodes.Status401Unauthorized)
        {
            headers.WWWAuthenticate = "Bearer";
        }
    }

    public static void Write(IBufferWriter<byte> output, Fault fault, string requestId, int? version = null)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("type", "urn:serverlessml:gateway:" + fault.Code);
        json.WriteString("title", fault.Title);
        json.WriteNumber("status", fault.Status);
        json.WriteString("detail", fault.Detail);
        if (fault.Path is not null)
        {
            json.WriteString("path", fault.Path);
        }

        if (version is { } number)
        {
            json.WriteNumber("version", number);
        }

        json.WriteString("requestId", requestId);
        json.WriteEndObject();
    }
}
