using System.ComponentModel;
using System.Diagnostics;

namespace ServerlessML.Tests.GpuRunner;

/// <summary>
/// The contract's schemas as they are shipped, by python3-jsonschema: no .NET library for drafts of this age is on every feed.
/// </summary>
internal static class Schemas
{
    public const string Missing = "python3-jsonschema is not installed: apt-get install python3-jsonschema";

    private const string Validate = """
        import json, sys, jsonschema
        schema = json.load(open(sys.argv[1]))
        jsonschema.Draft202012Validator.check_schema(schema)
        validator = jsonschema.Draft202012Validator(schema)
        for line in sys.stdin:
            for problem in validator.iter_errors(json.loads(line)):
                print(problem.json_path, problem.message)
        """;

    private static readonly Lazy<bool> There = new(() =>
    {
        try
        {
            using var process = Start("-c", "import jsonschema");
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    });

    public static bool AreThere => There.Value;

    /// <param name="schema">Its file's first name.</param>
    /// <param name="documents">One a line.</param>
    public static IReadOnlyList<string> Problems(string schema, params IEnumerable<string> documents)
    {
        using var process = Start("-c", Validate, Path.Combine(Repository.Root, "gpu-runner", "schemas", $"{schema}.schema.json"));
        foreach (var document in documents)
        {
            process.StandardInput.WriteLine(document.ReplaceLineEndings(" "));
        }

        process.StandardInput.Close();
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return said.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    // Debian's own: another Python on the path has other packages.
    private static Process Start(params IEnumerable<string> arguments) =>
        Process.Start(new ProcessStartInfo("/usr/bin/python3", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
}
