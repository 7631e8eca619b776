using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace ServerlessML.Tests.Fuzz;

/// <summary>
/// Sends many inputs to one door, each by a chance of its own: what number it has, and the campaign's seed. Settings of the environment
/// make it longer (docs/security.md).
/// </summary>
internal sealed class Campaign(string name, int share, ITestOutputHelper output)
{
    private const int MostKinds = 20;

    private static readonly double Times = Number("SERVERLESSML_FUZZ_TIMES", 1);
    private static readonly int Seed = (int)Number("SERVERLESSML_FUZZ_SEED", 16);
    private static readonly int From = (int)Number("SERVERLESSML_FUZZ_FROM", 0);

    private readonly ConcurrentDictionary<string, (int Input, string Text)> _broken = new(StringComparer.Ordinal);
    private int _next = From - 1;
    private readonly ConcurrentDictionary<string, int> _refused = new(StringComparer.Ordinal);
    private long _taken;

    public async Task RunAsync(Door door)
    {
        var end = From + (int)(share * Times);
        var clock = Stopwatch.StartNew();
        using var place = new Place(name);
        await Task.WhenAll(Enumerable.Range(0, door.Workers).Select(worker => Task.Run(() => WorkAsync(door, end, place, worker))));
        var refused = _refused.Values.Sum();
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{name}: {_taken + refused} inputs in {clock.Elapsed.TotalSeconds:0} s, {_taken} taken, {refused} refused, {_broken.Count} kinds broken"
            )
        );
        foreach (var (kind, count) in _refused.OrderByDescending(pair => pair.Value).Take(MostKinds))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {count} {kind}"));
        }

        Assert.True(
            _broken.IsEmpty,
            string.Join("\n", _broken.OrderBy(pair => pair.Value.Input).Select(pair => $"{name} {pair.Value.Input}: {pair.Value.Text}"))
        );
        // A door that takes all, or nothing, was not tried.
        Assert.True(_taken > 0 && refused > 0, $"{name}: {_taken} taken, {refused} refused");
    }

    private async Task WorkAsync(Door door, int end, Place place, int worker)
    {
        while (Interlocked.Increment(ref _next) is var input && input < end && _broken.Count < MostKinds)
        {
            place.Write(worker, input);
            try
            {
                if (await door.TryAsync(new Random(unchecked((Seed * 1_000_003) + input))) is { } refusal)
                {
                    _refused.AddOrUpdate(refusal, 1, (_, known) => known + 1);
                }
                else
                {
                    Interlocked.Increment(ref _taken);
                }
            }
            catch (BrokenRuleException broken)
            {
                _broken.TryAdd(broken.Kind, (input, $"{broken.Message}\n{broken.InnerException}"));
            }
        }
    }

    private static double Number(string setting, double otherwise) =>
        Environment.GetEnvironmentVariable(setting) is { Length: > 0 } text ? double.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    /// <summary>Which inputs are under way: a file outlives a process that one of them ends.</summary>
    private sealed class Place(string name) : IDisposable
    {
        private readonly Microsoft.Win32.SafeHandles.SafeFileHandle _file = File.OpenHandle(
            Path.Combine(Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts", "fuzz")).FullName, $"{name}.inputs"),
            FileMode.Create,
            FileAccess.Write
        );

        public void Write(int worker, int input) =>
            RandomAccess.Write(
                _file,
                System.Text.Encoding.ASCII.GetBytes($"{input.ToString(CultureInfo.InvariantCulture).PadLeft(11)}\n"),
                12L * worker
            );

        public void Dispose() => _file.Dispose();
    }
}
