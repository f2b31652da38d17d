namespace Selma.TestKit;

/// <summary>The model that tests of whole stages use.</summary>
public static class EmbeddedModel
{
    /// <summary>The project's own model where it is trained, else the prototype of the reference data; without both the test is skipped.</summary>
    public static string Folder()
    {
        var own = Path.Combine(Repository.Root, "models", "selma-mini");
        return File.Exists(Path.Combine(own, "model_index.json")) ? own : Shared.Mini("selma-mini-prototype");
    }
}
