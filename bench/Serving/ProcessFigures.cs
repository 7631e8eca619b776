using System.Globalization;

namespace ServerlessML.Bench.Serving;

/// <summary>What a process has used, from <c>/proc</c>: seconds of processor time, and megabytes resident now.</summary>
internal sealed record ProcessFigures(double CpuSeconds, double ResidentMegabytes)
{
    // USER_HZ, which Linux fixes for user space.
    private const double TicksPerSecond = 100;

    public static ProcessFigures Of(int process)
    {
        // After the name, which may hold anything but ends at the last parenthesis: state, …, utime (14th), stime (15th) of the line.
        var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var ticks = double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture);
        var resident = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/status"))
            .First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        var kilobytes = double.Parse(resident.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        return new(ticks / TicksPerSecond, kilobytes * 1024 / 1e6);
    }
}
