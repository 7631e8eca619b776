using System.Globalization;

namespace ServerlessML.Bench.Serving;

/// <summary>How busy the machine is while the bench does nothing: what is measured then shares its processors.</summary>
internal static class OtherWork
{
    // More than a tenth of one of two processors shows in every figure.
    private const double Much = 0.1;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    /// <returns>Processors that were busy, on the average of half a second.</returns>
    public static async Task<double> MeasureAsync()
    {
        (var busy, var all) = Read();
        await Task.Delay(Look);
        (var busyNow, var allNow) = Read();
        return allNow > all ? (busyNow - busy) / (allNow - all) * Environment.ProcessorCount : 0;
    }

    /// <summary>What to say of it.</summary>
    public static string Said(double processors) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"other work keeps {processors:F1} of {Environment.ProcessorCount} processors "
                + $"busy{(processors > Much * Environment.ProcessorCount ? ": THE FIGURES ARE OF A BUSY MACHINE" : "")}"
        );

    private static (double Busy, double All) Read()
    {
        // cpu  user nice system idle iowait irq softirq steal …
        double[] ticks =
        [
            .. File.ReadLines("/proc/stat")
                .First()
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Skip(1)
                .Take(8)
                .Select(field => double.Parse(field, CultureInfo.InvariantCulture)),
        ];
        var all = ticks.Sum();
        return (all - ticks[3] - ticks[4], all);
    }
}
