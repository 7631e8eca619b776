namespace ServerlessML.Experiments.Statistics;

/// <summary>
/// Is a share in the treated arm above the control's by more than a tolerance? Wagers on (x - c)(treated/share - control/(1 - share)),
/// whose mean is the difference whatever c is; bounded, so the wealth is exact at any count (Waudby-Smith and Ramdas 2023), and depends on
/// four counts alone.
/// </summary>
internal sealed class DifferenceWager
{
    // Stakes as parts of the largest that cannot lose all.
    private static readonly double[] Stakes = [0.01, 0.03, 0.1, 0.3, 0.7];
    private static readonly double[] Centres = [0, 0.5, 1];

    private readonly double[][] _logs;

    /// <param name="share">Of units routed to the treated arm, of the two arms.</param>
    /// <param name="tolerance">Difference of shares that is allowed, 0 or more.</param>
    public DifferenceWager(double share, double tolerance)
    {
        _logs =
        [
            .. from centre in Centres
            let worst = Math.Max(centre / share, (1 - centre) / (1 - share))
            from stake in Stakes
            let wager = stake / (tolerance + worst)
            select (double[])
                [
                    Math.Log(1 + wager * ((1 - centre) / share - tolerance)),
                    Math.Log(1 + wager * (-centre / share - tolerance)),
                    Math.Log(1 + wager * (-(1 - centre) / (1 - share) - tolerance)),
                    Math.Log(1 + wager * (centre / (1 - share) - tolerance)),
                ],
        ];
    }

    public int Wagers => _logs.Length;

    /// <summary>Writes each wager's logarithm of wealth.</summary>
    public void Evidence(long treatedYes, long treatedNo, long controlYes, long controlNo, Span<double> wealth)
    {
        for (var i = 0; i < _logs.Length; i++)
        {
            var log = _logs[i];
            wealth[i] = treatedYes * log[0] + treatedNo * log[1] + controlYes * log[2] + controlNo * log[3];
        }
    }
}
