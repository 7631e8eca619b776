using System.Globalization;
using System.Text.Json;

namespace ServerlessML.Serving;

/// <summary>Writes faults as problem details (RFC 9457), with the JSON path of the offending value as the member <c>path</c>.</summary>
public static class Problems
{
    public static async Task WriteAsync(HttpContext context, Fault fault, string requestId)
    {
        var response = context.Response;
        response.StatusCode = fault.Status;
        response.ContentType = "application/problem+json";
        if (fault.RetryAfter is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        await using var json = new Utf8JsonWriter(response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("type", "urn:serverlessml:gateway:" + fault.Code);
        json.WriteString("title", fault.Title);
        json.WriteNumber("status", fault.Status);
        json.WriteString("detail", fault.Detail);
        if (fault.Path is not null)
        {
            json.WriteString("path", fault.Path);
        }

        json.WriteString("requestId", requestId);
        json.WriteEndObject();
        await json.FlushAsync(context.RequestAborted);
    }
}
