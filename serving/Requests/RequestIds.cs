namespace ServerlessML.Serving.Requests;

/// <summary>Ids for requests that bring none: 96 random bits, six a letter. They need be unique, not secret.</summary>
internal static class RequestIds
{
    private const string Letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";
    private const int Length = 16;

    public static string Next() => string.Create(Length, 0, static (text, _) =>
        {
            for (var half = 0; half < Length; half += Length / 2)
            {
                var bits = Random.Shared.NextInt64();
                for (var i = half; i < half + Length / 2; i++)
                {
                    text[i] = Letters[(int)(bits & 63)];
                    bits >>= 6;
                }
            }
        });
}
