using System.Text.Json;

namespace ServerlessML.Tests.Serving;

/// <summary>Request bodies for <see cref="TestModels"/>.</summary>
internal static class Bodies
{
    public const string One = """{"rows":[{"distance":250,"origin":"LAX"}]}""";

    /// <summary>NaN and empty text are written as null.</summary>
    public static byte[] Of(float[] distances, string[] origins) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                rows = distances.Zip(origins, (distance, origin) =>
                    new { distance = float.IsNaN(distance) ? (float?)null : distance, origin = origin.Length == 0 ? null : origin }
                ),
            }
        );
}
