using Selma.Core.Models.Hub;
using Selma.TestKit;

namespace Selma.Core.Tests.Models.Hub;

/// <summary>A client of a <see cref="FakeHub"/> with a cache of its own, whose pauses take no time.</summary>
internal sealed class HubRun : IDisposable
{
    public const string Token = "hf_TheSecretThatNobodyMaySee";
    public const string Weights = "unet/diffusion_pytorch_model.safetensors";
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string?> _variables;

    public HubRun(params (string Name, string Value)[] variables)
    {
        _variables = new() { ["HF_HOME"] = _folder.FullPath, ["HF_ENDPOINT"] = Hub.Hub.Address + "/", ["HF_HUB_ETAG_TIMEOUT"] = "5", ["HF_HUB_DOWNLOAD_TIMEOUT"] = "1" };
        foreach (var (name, value) in variables)
        {
            _variables[name] = value;
        }
    }

    public FakeHub Hub { get; } = new();

    public string Home => _folder.FullPath;

    public string ModelFolder => Path.Combine(Home, "hub", "models--someone--tiny-model");

    public async Task<(LockedModel Model, string Folder)> Fetch(string? variant = null, params (string Name, string Value)[] variables)
    {
        using var client = Client(variables);
        var model = await client.Fix(HubModelId.Parse(FakeHub.Model)!, variant, HubFileChoice.Of, TestContext.Current.CancellationToken);
        return (model, await client.Fetch(model, null, TestContext.Current.CancellationToken));
    }

    public async Task<SelmaException> Fails(string code, params (string Name, string Value)[] variables)
    {
        var error = await Assert.ThrowsAsync<SelmaException>(() => Fetch(null, variables));
        Assert.Equal(code, error.Code);
        Assert.DoesNotContain(Token, error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("signature", error.Message, StringComparison.Ordinal);
        return error;
    }

    public HubClient Client(params (string Name, string Value)[] variables)
    {
        var all = new Dictionary<string, string?>(_variables);
        foreach (var (name, value) in variables)
        {
            all[name] = value;
        }

        return new(HubSettings.From(all.GetValueOrDefault), new HastyClock());
    }

    public void Dispose()
    {
        Hub.Dispose();
        _folder.Dispose();
    }
}
