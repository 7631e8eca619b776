namespace ServerlessML.Bench.Decisions;

/// <summary>A key: what it said so far, how often it says yes, and what was known of it before.</summary>
internal struct KeyState
{
    public int Sum;
    public int Rows;
    public double Past;
    public double Rate;
    public bool Treated;
}
