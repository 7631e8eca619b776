namespace ServerlessML.Cli;

/// <summary>A command line of words, with <c>--data DIR</c> anywhere among them.</summary>
/// <param name="Words">What stands without it.</param>
/// <param name="Data">The data directory; <c>.serverlessml</c> when not said.</param>
internal sealed record DataArguments(List<string> Words, string Data)
{
    /// <exception cref="InvalidSettingException">The value is missing.</exception>
    public static DataArguments Split(IReadOnlyList<string> arguments)
    {
        List<string> words = [];
        var data = Path.GetFullPath(".serverlessml");
        for (var i = 0; i < arguments.Count; i++)
        {
            if (arguments[i] != "--data")
            {
                words.Add(arguments[i]);
                continue;
            }

            data =
                ++i < arguments.Count
                    ? Path.GetFullPath(arguments[i])
                    : throw new InvalidSettingException("--data has no value. Name a directory.");
        }

        return new(words, data);
    }
}
