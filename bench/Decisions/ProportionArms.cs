using ServerlessML.Experiments.Statistics;

namespace ServerlessML.Bench.Decisions;

/// <summary>Two arms whose units say yes or no.</summary>
internal readonly record struct ProportionArms(long Control, long ControlYes, long Treated, long TreatedYes)
{
    public Sample ControlSample => Sample.Proportion(Control, ControlYes);

    public Sample TreatedSample => Sample.Proportion(Treated, TreatedYes);

    /// <summary>One block a call: units are routed by chance, then each says yes at its arm's rate.</summary>
    public static Func<ProportionArms, Draws, ProportionArms> World(double share, double controlRate, double treatedRate)
    {
        (Binomial routed, Binomial control, Binomial treated) = (new(share), new(controlRate), new(treatedRate));
        return (arms, draws) =>
        {
            var there = routed.Draw(draws, Block.Events);
            var here = Block.Events - there;
            return new(
                arms.Control + here,
                arms.ControlYes + control.Draw(draws, here),
                arms.Treated + there,
                arms.TreatedYes + treated.Draw(draws, there)
            );
        };
    }
}
