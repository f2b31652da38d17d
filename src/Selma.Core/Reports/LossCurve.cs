namespace Selma.Core.Reports;

/// <summary>How a training went: what <c>training.json</c> says of it.</summary>
/// <param name="Name">The expert.</param>
/// <param name="Losses">Training losses, means over equal stretches.</param>
/// <param name="Candidates">Losses on held-out pairs at each checkpoint.</param>
/// <param name="ChosenStep">The checkpoint that became the expert.</param>
/// <param name="Pairs">Pairs that it trained on.</param>
/// <param name="Steps">Updates in all.</param>
/// <param name="Rank">Rank of its LoRA.</param>
internal sealed record LossCurve(
    string Name, IReadOnlyList<LossPoint> Losses, IReadOnlyList<LossPoint> Candidates, int ChosenStep, int Pairs, int Steps, int Rank)
{
    /// <summary>Reads a training's record.</summary>
    public static LossCurve Read(ReportedFile file) => JsonFile.Read(file.Path, root => new LossCurve(
        file.Name,
        root.List("losses", LossPoint.Read),
        root.List("candidates", LossPoint.Read),
        root.GetProperty("chosen_step").GetInt32(),
        root.GetProperty("pairs").GetInt32(),
        root.GetProperty("settings").GetProperty("max_train_steps").GetInt32(),
        root.GetProperty("settings").GetProperty("rank").GetInt32()));
}
