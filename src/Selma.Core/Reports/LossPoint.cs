using System.Text.Json;

namespace Selma.Core.Reports;

/// <summary>The loss at a step of a training.</summary>
/// <param name="Step">Updates done.</param>
/// <param name="Loss">The loss.</param>
internal sealed record LossPoint(int Step, double Loss)
{
    /// <summary>Reads a point of <c>training.json</c>.</summary>
    public static LossPoint Read(JsonElement element) => new(element.GetProperty("step").GetInt32(), element.GetProperty("loss").GetDouble());
}
