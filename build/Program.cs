using Selma.Build;

return Commands.Run(args, Environment.GetEnvironmentVariables(), Console.Out, Console.Error, new Launcher(Checkout.Here()).Run);
