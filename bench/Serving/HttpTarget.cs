using System.Globalization;
using System.Text;

namespace ServerlessML.Bench.Serving;

/// <summary>One request, to be sent again and again to a port of this machine.</summary>
internal sealed record HttpTarget(string Name, int Port, string Path, byte[] Body)
{
    public string ContentType { get; init; } = "application/json";

    /// <summary>Bytes of JSON before the tensors, for the binary extension of the Open Inference Protocol.</summary>
    public int? JsonLength { get; init; }

    public int Rows { get; init; } = 1;

    public Uri Address => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}{Path}"));

    public IEnumerable<(string Name, string Value)> Headers
    {
        get
        {
            yield return ("Content-Type", ContentType);
            if (JsonLength is { } length)
            {
                yield return ("Inference-Header-Content-Length", length.ToString(CultureInfo.InvariantCulture));
            }
        }
    }

    /// <summary>The request as it goes over the wire.</summary>
    public byte[] Bytes()
    {
        StringBuilder head = new(string.Create(CultureInfo.InvariantCulture, $"POST {Path} HTTP/1.1\r\nHost: 127.0.0.1:{Port}\r\n"));
        foreach ((var name, var value) in Headers)
        {
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        head.Append(CultureInfo.InvariantCulture, $"Content-Length: {Body.Length}\r\n\r\n");
        return [.. Encoding.ASCII.GetBytes(head.ToString()), .. Body];
    }
}
