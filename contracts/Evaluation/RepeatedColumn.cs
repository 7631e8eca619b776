namespace ServerlessML.Contracts.Evaluation;

/// <summary>
/// A column that no model takes, whose values repeat, stand among training and held-out rows alike, and tell the label more than chance
/// does: it may name whom or what a row is about.
/// </summary>
/// <param name="Column">Its name.</param>
/// <param name="Values">How many it has.</param>
/// <param name="Rows">Rows that have one.</param>
/// <param name="Seen">The share of held-out rows whose value training rows have too.</param>
/// <param name="Agreement">How far rows of one value agree in their label: 0 as by chance, 1 wholly.</param>
public sealed record RepeatedColumn(string Column, int Values, long Rows, double Seen, double Agreement)
{
    /// <summary>The gate's check, named <c>leak:{column}</c>.</summary>
    public const string Check = "leak";

    /// <summary>The agreement from which on people are asked.</summary>
    public const double Strong = 0.5;
}
