namespace Selma.Core.Scores;

/// <summary>The parts of an atomic fact as DSG writes it: <c>broad - detailed (argument, argument)</c>.</summary>
/// <param name="Broad"><c>attribute</c></param>
/// <param name="Detailed"><c>color</c></param>
/// <param name="Arguments"><c>rubix cube, purple</c></param>
internal sealed record DsgTuple(string Broad, string Detailed, string Arguments)
{
    /// <summary>Cuts a tuple; what is not there is empty.</summary>
    public static DsgTuple Parse(string tuple)
    {
        var open = tuple.IndexOf('(', StringComparison.Ordinal);
        var head = open < 0 ? tuple : tuple[..open];
        var dash = head.IndexOf(" - ", StringComparison.Ordinal);
        return new(
            (dash < 0 ? head : head[..dash]).Trim(),
            dash < 0 ? "" : head[(dash + 3)..].Trim(),
            open < 0 ? "" : tuple[(open + 1)..].TrimEnd().TrimEnd(')'));
    }
}
